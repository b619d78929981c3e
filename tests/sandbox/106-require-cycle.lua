-- Modules that require each other.
-- want: requires itself: turn -> turn2 -> turn
local ok, why = pcall(require, "turn")
assert(not ok and why:find "requires itself", why)
require "turn"
