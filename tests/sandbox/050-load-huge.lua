-- Text of megabytes.
-- want: more than 4 MiB of text
local f, why = load(("x=1 "):rep(1100000))
error(why, 0)
