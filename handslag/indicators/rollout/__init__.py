"""A method that municipalities begin with in different years: who began when, and what can be told of it."""
