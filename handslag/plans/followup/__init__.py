"""Follow-up in minutes: rounds, the letter's form, reading and accepting, and the round as a picture.

`rules` and `themes` reason on plain values; `rounds`, `recipients` and `answering` write; `reading` accepts. `queries*`
read for pages, `lines` and `listing` count and choose what they show. The lead's pages are in `round_views`,
`step_views`, `recipient_views` and `reading_views`, the respondent's in `answer_views`.
"""
