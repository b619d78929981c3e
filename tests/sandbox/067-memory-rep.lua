-- Asks for strings of gigabytes.
-- want: (needs more than 16 MiB of memory|not enough memory)
assert(not pcall(string.rep, "x", 1 << 40))
return ("x"):rep(1000000000)
