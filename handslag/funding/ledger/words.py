"""What the fields of awards, own money and fees are called, for those who read what has changed."""

AWARD = {
    "plan": "Plan",
    "initiative": "Insats",
    "title": "Vad pengarna gäller",
    "year": "År",
    "kronor": "Beviljat",
    "pot": "Pott",
    "line": "Post i statsbidraget",
    "source_text": "Varifrån, i ord",
    "decision": "Beslut",
    "organisation": "Vem som får pengarna",
    "post_percent": "Procent av en tjänst",
    "account_code": "Kod i bokföringen",
    "use_by": "Ska vara använt senast",
    "repay_rule": "Vad som gäller för det som inte används",
    "note": "Anmärkning",
}
OWN_GRANT = {
    "plan": "Plan",
    "organisation": "Organisation",
    "year": "År",
    "kronor": "Kronor",
    "shared": "Vad andra får se",
}
FEE_TOTAL = {
    "plan": "Plan",
    "year": "År",
    "work": "För vad",
    "people": "Antal personer",
    "occasions": "Antal tillfällen",
    "kronor": "Summa",
    "pot": "Pott",
}
