"""Consultation on a draft plan: comments by link, paragraph by paragraph, each answered; the account of it all.

`actions` is what the plan's lead does, `commenting` what those who are asked do; `queries` read for pages and the
account; `mail` makes the letters.
"""
