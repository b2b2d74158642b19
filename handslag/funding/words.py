"""The words of lists about money, in Swedish, beside their code names. The code names are the export's."""

AGREEMENT_STATUSES = {"proposal": "förslag", "decided": "beslutad", "unknown": "uppgift saknas"}
RECEIVERS = {
    "region": "till regionerna",
    "municipality": "till kommunerna",
    "county": "till länen gemensamt",
    "national": "till nationell nivå",
}
"""Who gets a line's money. Gotland is a region, a municipality and a county, and gets all three."""
DATE_KINDS = {
    "requisition": "sista dag att rekvirera",
    "use_by": "pengarna ska vara använda",
    "account": "redovisning till staten",
    "repay": "återbetalning av det som inte är använt",
    "other": "annat datum",
}
POT_KINDS = {
    "joint": "länsgemensamma medel",
    "lansdel": "länsdelens medel",
    "user_participation": "medel för brukarmedverkan",
    "own": "egna medel",
}
FILE_FORMATS = {"docx": "Word", "pdf": "PDF"}
FILE_STATES = {"waiting": "väntar", "running": "byggs", "done": "klar", "failed": "gick inte att bygga"}
ENTRY_KINDS = {
    "granted": "beviljat",
    "requisitioned": "rekvirerat",
    "used": "använt",
    "repaid": "återbetalat",
    "in_kind": "eget arbete och annat som inte är pengar",
}
SHARING = {"total": "summan visas", "none": "visas inte"}
FEE_WORK = {
    "council": "brukarråd",
    "revision": "brukarrevision",
    "course": "utbildning",
    "lecture": "föreläsning",
    "group": "arbetsgrupp eller möte",
    "other": "annat",
}
"""What people with experience of their own were paid for. A list and no text: no field may hold who they are."""
LONG_VIEW_ANSWERS = {"yes": "ja", "partly": "delvis", "no": "nej", "unknown": "vet inte"}
LONG_VIEW = {
    "long_term": "Ger insatsen resultat på lång sikt?",
    "results": "Är det klart vilka resultat den ska ge?",
    "budgets": "Går den över gränser mellan budgetar?",
    "boundaries": "Går den över gränser mellan organisationer?",
    "measurable": "Går det att mäta om den lyckas?",
}
