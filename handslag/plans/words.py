"""The words of lists, in Swedish, beside their code names. The code names are the export's."""

ORIGINS = {"reported": "enligt källan", "proposed": "vårt förslag", "confirmed": "bekräftad"}
WORDINGS = {"official": "ordagrant", "own": "egen formulering"}

STATUSES = {
    "not_started": "Inte påbörjad",
    "ongoing": "Pågår",
    "struggling": "Pågår, med hinder",
    "ending": "Avslutas",
    "finished": "Avslutad",
    "paused": "Pausad",
    "stopped": "Stoppad i förtid",
    "to_be_discussed": "Ska diskuteras",
    "unknown": "Status saknas",
}
"""Every status, in the order in which they are listed where none is larger."""

STATUSES_OF_MANY = {
    "not_started": "inte påbörjade",
    "ongoing": "pågår",
    "struggling": "pågår med hinder",
    "ending": "avslutas",
    "finished": "avslutade",
    "paused": "pausade",
    "stopped": "stoppade i förtid",
    "to_be_discussed": "ska diskuteras",
    "unknown": "utan status",
}
"""The statuses after a number larger than one."""

INITIATIVE_KINDS = {
    "project": "projekt",
    "activity": "aktivitet",
    "pilot_project": "pilotprojekt",
    "pilot_study": "pilotstudie",
    "other": "annat",
}
LISTINGS = {"reported": "redovisad", "mentioned": "bara omnämnd"}
LEVELS = {"county": "länsgemensam", "lansdel": "delregional", "own": "egen"}
LEVEL_COLUMNS = {"county": "Länsgemensamt", "lansdel": "Delregionalt", "own": "Själva"}
PLACE_PRECISIONS = {
    "county": "hela länet",
    "named": "namngivna",
    "count": "bara antal",
    "unknown": "inte angivet",
}
TIERS = {
    "promote": "främjande",
    "prevent": "förebyggande",
    "early": "tidiga insatser",
    "specialised": "specialiserade insatser",
}
REACHES = {"universal": "universell", "selective": "selektiv", "indicated": "indikerad"}
USER_INFLUENCES = {
    "none": "inte",
    "informed": "informerade",
    "consulted": "tillfrågade",
    "co_created": "medskapare",
}
FORMS = {"samarbete": "samarbete", "samordning": "samordning", "samverkan": "samverkan"}
PARTY_ROLES = {
    "lead": "ansvarig",
    "joint_lead": "delat ansvar",
    "performer": "utförare",
    "partner": "part",
    "reference": "referens",
    "consulted": "tillfrågad",
    "funder": "finansiär",
    "audience": "målgrupp för insatsen",
}
GOAL_KINDS = {
    "goal_area": "Målområde",
    "goal": "Mål",
    "challenge": "Utmaning",
    "question": "Frågeställning",
    "area": "Område",
    "item": "Punkt",
}
PROBLEM_TYPES = {"simple": "enkelt problem", "complicated": "komplicerat problem", "complex": "komplext problem"}
CONTINUATIONS = {"nothing": "upphör, fortsätter inte som något annat", "not_yet": "inte bestämt om den fortsätter"}
"""What was said of an ended initiative that continues as no other; see InitiativeRelation for those that do."""
PROBLEM_PATHS = {
    "simple": "Förslag: ett uppdrag till den som kan, med en rutin som är känd.",
    "complicated": "Förslag: låt sakkunniga utreda, och välj sedan.",
    "complex": "Förslag: samla dem det berör, pröva i liten skala och lär på vägen.",
}
"""The way forward that each type of problem suggests."""
RELATIONS = {
    "continues_as": "fortsätter som",
    "scales_up": "skalas upp i",
    "handed_over_to": "lämnas över till",
    "becomes_input_to": "blir underlag till",
    "part_of": "är del av",
    "builds_on": "bygger på",
}
RELATIONS_BACK = {
    "continues_as": "fortsätter",
    "scales_up": "skalar upp",
    "handed_over_to": "tar över",
    "becomes_input_to": "har som underlag",
    "part_of": "har som del",
    "builds_on": "är grund för",
}
RESULT_KINDS = {
    "done": "Gjort",
    "outcome": "Följd",
    "product": "Togs fram",
    "finding": "Slutsats",
    "adverse_experience": "Negativ upplevelse",
    "decision": "Beslut",
}
ATTRIBUTIONS = {
    "none": "Källan säger inget om vad som orsakat det.",
    "unclear": "Källan säger själv att det är oklart om insatsen är orsaken.",
    "plausible": "Källan uppfattar insatsen som orsak, utan jämförelse.",
    "tested": "Prövat med jämförelse.",
}
PILOT_DECISIONS = {
    "stop": "Slutar",
    "adapt": "Anpassas",
    "spread": "Sprids",
    "continue": "Fortsätter",
    "none_taken": "Inget beslut fattat",
}
FIGURE_KINDS = {
    "participants": "deltagare",
    "operation_created": "skapad verksamhet",
    "visits": "besök",
    "trained": "utbildade",
    "lectures": "föreläsningar",
    "sessions": "tillfällen",
    "answers": "svar",
    "rating": "omdöme",
    "staff": "bemanning",
    "interviews": "intervjuer",
    "units": "enheter",
    "meetings": "träffar",
    "other": "annat",
}
PROBLEMS = {"process": "genomförandet", "method": "metoden", "readiness": "beredskapen"}
SOLVERS = {
    "county": "länet gemensamt",
    "lansdel": "länsdelen",
    "own": "den egna organisationen",
    "national": "nationell nivå",
}
OBSTACLE_STATES = {"open": "öppet", "handled": "hanterat", "unknown": "okänt"}
EXTENTS = {"all": "hela planen", "parts": "delar", "own": "egen plan", "none": "inte antagen", "unknown": "okänt"}
PLAN_KINDS = {
    "county_plan": "länsplan",
    "sub_county_plan": "länsdelsplan",
    "municipal_plan": "kommunal plan",
    "committee_activity_plan": "aktivitetsplan",
}
PLAN_STATUSES = {
    "draft": "utkast",
    "consultation": "på remiss",
    "adopted": "antagen",
    "expired": "perioden har gått ut",
}
PLAN_RELATIONS = {
    "replaces": "ersätter",
    "extends": "förlänger",
    "merges": "slår ihop",
    "splits": "delar upp",
    "yearly_plan_of": "årsplan till",
    "local_plan_of": "lokal plan till",
}
HANDOVER_STATES = {
    "planned": "planerad",
    "handed_over": "överlämnad",
    "refused": "avböjd",
    "silent": "inget svar",
}
HANDOVER_STATES_OF_MANY = {
    "planned": "planerade",
    "handed_over": "överlämnade",
    "refused": "avböjda",
    "silent": "utan svar",
}
CARRY_OUTCOMES = {"carried": "förs över", "changed": "ändras", "dropped": "tas bort"}
APPENDIX_STATES = {
    "not_attached": "inte bifogad",
    "linked": "finns på adressen",
    "broken": "adressen går inte att öppna",
}
PERMISSIONS_TO_QUOTE = {"given": "ja", "not_given": "nej", "not_asked": "inte frågat"}
ANSWER_STATES = {"answered": "besvarad", "partly": "delvis besvarad", "not": "inte besvarad"}
CONFIDENCES = {"low": "låg", "medium": "medel", "high": "hög"}
DIMENSIONS = {
    "lansdel": "Länsdel",
    "level": "Nivå",
    "target_group": "Målgrupp",
    "tier": "Inriktning",
    "municipality": "Kommun",
}
THEMES = {
    "attendance": "Representanter och närvaro",
    "mandate": "Beslut, uppdrag och ansvar",
    "ownership": "Ägarskap och förvaltning",
    "funding": "Finansiering",
    "time": "Tid",
    "management": "Stöd från chefer",
    "staffing": "Kompetens och bemanning",
    "instructors": "Instruktörer",
    "coordination": "Samordning och samverkan",
    "access": "Väntetider och tillgänglighet",
    "knowledge": "Kunskap om planen och området",
    "steering_documents": "Styrdokument",
    "user_influence": "Brukarinflytande",
    "method": "Metoden i sig",
    "equality": "Likvärdighet i länet",
    "follow_up": "Mål och uppföljning",
    "next_plan": "Nästa plan",
}
"""Themes of obstacles and recommendations: our own grouping, and shown as such."""
PRECISIONS = {
    "day": "dag",
    "month": "månad",
    "season": "årstid",
    "year": "år",
    "duration": "bara längden",
    "unknown": "inte angivet",
    "open": "tills vidare",
}
"""How exactly an end of a period is known."""
ROUND_STATES = {"draft": "förbereds", "open": "pågår", "closed": "stängd"}
ROUND_QUESTIONS = {
    "figures": "De tal som insatsen har lovat",
    "status": "Hur det går nu, med skäl",
    "happened": "Vad som har hänt sedan sist",
    "obstacle": "Vad som har varit svårt, och vad ni har lärt er",
    "outcome": "Vad det har lett till, och hur ni vet det",
    "money": "Medel: beviljat, använt och kvar",
    "influence": "Hur de som insatsen är till för har varit med",
}
"""What a round can ask, in the order in which the form asks it."""
REQUEST_STATES = {
    "new": "inte skickad",
    "sent": "skickad",
    "declined": "har avböjt",
    "handed_on": "lämnad vidare",
    "revoked": "tillbakadragen",
}
FOLLOW_UP_STATES = {"draft": "påbörjat", "sent": "att läsa", "returned": "tillbakaskickat", "accepted": "godkänt"}
SAID_ATTRIBUTIONS = {
    "none": "Vi vet inte vad det beror på",
    "unclear": "Det är oklart om insatsen är orsaken",
    "plausible": "Vi uppfattar insatsen som orsak, utan jämförelse",
    "tested": "Vi har prövat med jämförelse",
}
"""The attributions as whoever did the work says them; ATTRIBUTIONS says them of a source."""

ENDED_AND = {
    "other": "fortsätter som något annat",
    "nothing": "upphör, fortsätter inte som något annat",
    "not_yet": "inte bestämt om den fortsätter",
}
"""What a respondent can say of an ended initiative."""
CONSULTATION_STATES = {"draft": "förbereds", "open": "pågår", "closed": "stängd"}
CONSULTATION_REQUEST_STATES = {"new": "inte skickad", "sent": "skickad", "revoked": "tillbakadragen"}
COMMENT_STATES = {"draft": "inte skickad", "sent": "skickad"}
COMMENT_ANSWERS = {"accepted": "tillgodoses", "partly": "tillgodoses delvis", "no": "tillgodoses inte"}
