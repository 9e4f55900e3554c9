// Spares reloads and repairs small things; every page works without it.
"use strict";
