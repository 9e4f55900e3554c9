"""Seven of the eight indicators, each as a plain statement over the rows, with its sentence above it."""

import re
from collections.abc import Callable

from cchc.steering.indicators.services.recounting.rows import OF_AGENCY, Counted, Window, asked

# "Of the dossiers received in the period (by the day of acceptance), how many were filed online; those filed for
# somebody at the counter count." Refused or withdrawn before acceptance: never received.
FILED_ONLINE = f"""
    WITH d AS ({OF_AGENCY})
    SELECT
      count(*) FILTER (WHERE state <> 'void' AND accepted_at >= %(start)s AND accepted_at < %(at)s
                         AND (channel = 'online' OR assisted)),
      count(*) FILTER (WHERE state <> 'void' AND accepted_at >= %(start)s AND accepted_at < %(at)s),
      count(*) FILTER (WHERE state = 'refused' AND closed_at >= %(start)s AND closed_at < %(at)s),
      count(*) FILTER (WHERE state = 'stopped' AND accepted_at IS NULL
                         AND closed_at >= %(start)s AND closed_at < %(at)s),
      count(*) FILTER (WHERE state = 'void' AND accepted_at >= %(start)s AND accepted_at < %(at)s),
      count(*) FILTER (WHERE filed_at >= %(start)s AND filed_at < %(at)s
                         AND coalesce(accepted_at, 'infinity') >= %(at)s
                         AND coalesce(closed_at, 'infinity') >= %(at)s)
    FROM d
"""  # noqa: S608 - no value stands in the text


# "Of the dossiers whose result was ready in the period and that were handed over at least once, how many had every
# such hand-over electronic." `between` is what makes a move one between units, or between agencies.
def _moves(between: str) -> str:
    return f"""
    WITH d AS ({OF_AGENCY}),
    closed AS (
      SELECT d.id, d.state, d.closed_at, d.accepted_at FROM d WHERE closed_at >= %(start)s AND closed_at < %(at)s
    ),
    recalled AS (SELECT dossier_id, unit_id, ended_at FROM dossiers_steprun WHERE outcome = 'recalled'),
    moves AS (
      SELECT s.dossier_id, bool_and(s.electronic) AS all_electronic
      FROM dossiers_steprun s
      JOIN identity_unit giver ON giver.id = s.from_unit_id
      JOIN identity_unit taker ON taker.id = s.unit_id
      LEFT JOIN recalled r ON r.dossier_id = s.dossier_id AND r.ended_at = s.handed_over_at
        AND r.unit_id = s.from_unit_id
      WHERE {between} AND s.outcome <> 'recalled' AND r.dossier_id IS NULL
      GROUP BY s.dossier_id
    ),
    told AS (SELECT DISTINCT dossier_id FROM dossiers_steprun),
    withdrawn AS (
      SELECT subject_id FROM audit_entry WHERE kind = 'DossierWithdrawn' AND subject_type = 'dossier'
      UNION SELECT dossier_id::text FROM dossiers_imported WHERE withdrawn
    )
    SELECT
      count(*) FILTER (WHERE state IN ('done', 'returned') AND m.all_electronic),
      count(*) FILTER (WHERE state IN ('done', 'returned') AND m.dossier_id IS NOT NULL),
      count(*) FILTER (WHERE state IN ('done', 'returned') AND told.dossier_id IS NULL),
      count(*) FILTER (WHERE state IN ('done', 'returned') AND told.dossier_id IS NOT NULL
                         AND m.dossier_id IS NULL),
      count(*) FILTER (WHERE state = 'stopped' AND accepted_at IS NOT NULL AND w.subject_id IS NOT NULL),
      count(*) FILTER (WHERE state = 'stopped' AND accepted_at IS NOT NULL AND w.subject_id IS NULL),
      (SELECT count(*) FROM d WHERE state = 'void' AND accepted_at >= %(start)s AND accepted_at < %(at)s)
    FROM closed
    LEFT JOIN moves m ON m.dossier_id = closed.id
    LEFT JOIN told ON told.dossier_id = closed.id
    LEFT JOIN withdrawn w ON w.subject_id = closed.id::text
"""  # noqa: S608 - no value stands in the text


BETWEEN_UNITS = _moves("giver.id <> taker.id")
BETWEEN_AGENCIES = _moves("giver.agency_id <> taker.agency_id")


def of_statement(sql: str) -> Callable[[Window], Counted]:
    """A statement whose one row is: above the line, below it, then each reason for which rows are left out."""

    def count(window: Window) -> Counted:
        numerator, denominator, *left_out = asked(sql, window)[0]
        return Counted(numerator, denominator, tuple(left_out))

    return count


# Published versions begun by the day, with the unit of their first step outside the counter, and whether they are
# the last one begun of their procedure.
_VERSIONS = """
    WITH steps AS (
      SELECT DISTINCT ON (version_id) version_id, unit_id FROM procedures_step
      WHERE unit_id IS NOT NULL ORDER BY version_id, "order"
    ),
    begun AS (
      SELECT v.*, row_number() OVER (PARTITION BY v.procedure_id ORDER BY v.effective_from DESC) = 1 AS is_last
      FROM procedures_version v WHERE v.state <> 'draft' AND v.effective_from <= %(day)s
    ),
    v AS (
      SELECT begun.*, (begun.effective_to IS NULL OR begun.effective_to >= %(day)s) AS runs,
        begun.online_level IN ('partial', 'full')
          AND coalesce(begun.online_since, '-infinity') <= %(day)s AS is_online
      FROM begun JOIN procedures_procedure p ON p.id = begun.procedure_id
      LEFT JOIN steps ON steps.version_id = begun.id
      WHERE p.agency_id = %(agency)s AND (%(everyone)s OR steps.unit_id = ANY(%(units)s::bigint[]))
    )
"""
# "Of the procedures in force that bear a fee, how many can be paid online."
PAYABLE = f"""{_VERSIONS},
    fees AS (
      SELECT version_id, bool_or(coalesce(amount, 0) > 0 OR formula <> '') AS bears,
        bool_or(amount IS NULL AND formula = '') AS unclear
      FROM procedures_fee GROUP BY version_id
    )
    SELECT count(*) FILTER (WHERE runs AND fees.bears AND payment_online <= %(day)s),
      count(*) FILTER (WHERE runs AND fees.bears),
      count(*) FILTER (WHERE runs AND NOT coalesce(fees.bears, false) AND coalesce(fees.unclear, false)),
      count(*) FILTER (WHERE runs AND NOT coalesce(fees.bears, false) AND NOT coalesce(fees.unclear, false))
    FROM v LEFT JOIN fees ON fees.version_id = v.id
"""  # noqa: S608 - no value stands in the text
# "Of the procedures in force that stand on the dated list, how many are offered online at level 3 or 4."
ELIGIBLE = f"""{_VERSIONS}
    SELECT count(*) FILTER (WHERE runs AND eligible_listed <= %(day)s AND is_online),
      count(*) FILTER (WHERE runs AND eligible_listed <= %(day)s),
      count(*) FILTER (WHERE runs AND (eligible_listed IS NULL OR eligible_listed > %(day)s))
    FROM v
"""  # noqa: S608 - no value stands in the text
# "Of the procedures in force offered online, how many are at level 4 and work on phones."
PHONES = f"""{_VERSIONS}
    SELECT count(*) FILTER (WHERE runs AND is_online AND online_level = 'full' AND works_on_phones <= %(day)s),
      count(*) FILTER (WHERE runs AND is_online), count(*) FILTER (WHERE runs AND NOT is_online)
    FROM v
"""  # noqa: S608 - no value stands in the text
# "Of the catalogue at the baseline, how many were moved down by a decision in force."
DECENTRALISED = f"""{_VERSIONS}
    SELECT
      count(*) FILTER (WHERE is_last AND in_baseline <= %(day)s AND runs AND decentralised_by <> ''
                         AND decentralised_on <= %(day)s),
      count(*) FILTER (WHERE is_last AND in_baseline <= %(day)s),
      count(*) FILTER (WHERE is_last AND runs AND (in_baseline IS NULL OR in_baseline > %(day)s))
    FROM v
"""  # noqa: S608 - no value stands in the text
_PAPERS = f"""{_VERSIONS}
    SELECT r.kind, r.name, r.template_name, v.form IS NOT NULL
    FROM v JOIN procedures_paperrequired r ON r.version_id = v.id WHERE runs
"""  # noqa: S608 - no value stands in the text


def _kind_of_paper(kind: str, *names: str) -> str:
    """Whether a paper is a form (đơn) or a declaration (tờ khai), by how it is called."""
    words = [re.sub(r"^mẫu\s+", "", name.strip().lower()).split() for name in names]
    asks = [each[1:2] for each in words if each[:1] == ["đơn"]]  # đơn vị is a unit, đơn giá a price
    if kind == "mau-don" or any(next(iter(after), "") not in ("vị", "giá", "hàng", "thuốc") for after in asks):
        return "form"
    declares = [["tờ", "khai"], ["bản", "khai"], ["phiếu", "khai"]]
    return "declaration" if kind == "to-khai" or any(each[:2] in declares for each in words) else "other"


def papers_of(wanted: str, beside: str) -> Callable[[Window], Counted]:
    """Papers of one kind of procedures in force, and those whose procedure has an online form."""

    def count(window: Window) -> Counted:
        found = [
            (_kind_of_paper(kind, name, template), has) for kind, name, template, has in asked(_PAPERS, window)
        ]
        kinds = [kind for kind, _ in found]
        with_form = sum(kind == wanted and has for kind, has in found)
        return Counted(with_form, kinds.count(wanted), (kinds.count("other"), kinds.count(beside)))

    return count
