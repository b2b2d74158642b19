from handslag.swedish.kronor import kronor, millions


def test_kronor():
    assert kronor(1_716_000_000) == "1\u00a0716\u00a0000\u00a0000\u00a0kr"
    assert kronor(0) == "0\u00a0kr"
    assert kronor(-250) == "\u2212250\u00a0kr"


def test_millions():
    assert millions(7_800_000) == "7,8\u00a0mkr"
    assert millions(1_716_000_000, decimals=0) == "1\u00a0716\u00a0mkr"
    assert millions(7_800_000, unit="mnkr") == "7,8\u00a0mnkr"
    assert millions(0) == "0,0\u00a0mkr"


def test_a_small_amount_is_never_shown_as_zero_millions():
    assert millions(49_999) == "49\u00a0999\u00a0kr"
    assert millions(50_000) == "0,1\u00a0mkr"
    assert millions(-49_999) == "\u221249\u00a0999\u00a0kr"
