-- The same with code that does not parse.
-- want: \[load \?other lua\]:1: 
error((select(2, load("x = = 1", "=other lua"))), 0)
