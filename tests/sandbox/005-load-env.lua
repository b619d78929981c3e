-- Runs loaded code in an environment of its own: it sees that one alone.
-- want: harmless
local env = {}
assert(load("x = 1; return print", "c", "t", env)() == nil and env.x == 1 and _G.x == nil)
assert(load("return _G")() == _G)
