"""Addresses of past dossiers: their import for who keeps the catalogue, each of them for the office."""

from django.urls import path

from cchc.onestop.dossiers.views import history, past

app_name = "dossiers"
urlpatterns = [
    path("quan-tri/nhap-ho-so", history.runs, name="history"),
    path("quan-tri/nhap-ho-so/<uuid:pk>", history.run, name="history-run"),
    path("quan-tri/nhap-ho-so/<uuid:pk>/cot", history.columns, name="history-columns"),
    path("quan-tri/nhap-ho-so/<uuid:pk>/tu", history.words, name="history-words"),
    path("quan-tri/nhap-ho-so/<uuid:pk>/nhap", history.accept, name="history-accept"),
    path("quan-tri/nhap-ho-so/<uuid:pk>/bo", history.drop, name="history-drop"),
    path("quan-tri/nhap-ho-so/<uuid:pk>/lam-tiep", history.go_on, name="history-go-on"),
    path("quan-tri/nhap-ho-so/<uuid:pk>/giu-lai", history.keep, name="history-keep"),
    path("quan-tri/nhap-ho-so/<uuid:pk>/rut-lai", history.withdraw, name="history-withdraw"),
    path("quan-tri/nhap-ho-so/<uuid:pk>/dong-sai.csv", history.errors, name="history-errors"),
    path("ho-so-cu/<uuid:pk>", past.past, name="past"),
]
