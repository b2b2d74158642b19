"""Drawings that a template asks for where it shows what they draw."""

from django import template

from handslag.plans import drawings_survey

register = template.Library()
register.filter("survey_drawing", drawings_survey.survey_drawing)
register.filter("survey_base", drawings_survey.survey_base)
