-- Repeats nothing, for ever.
-- want: harmless
assert((""):rep(1 << 60) == "" and (""):rep(math.maxinteger, "") == "" and ("x"):rep(-1) == "")
