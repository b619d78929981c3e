-- Uses a public module: it has its own globals, and no files.
-- want: \(dep\) open\.lua:3: dep fails
-- manifest: requires: [dep]
local open = require "dep/open"
assert(open.word == "private word" and require "dep/open" == open)
assert(stain == nil and open.globals.stain == "dep" and open.globals ~= _G and open.globals.string ~= string)
local ok, why = pcall(open.files.read, "x")
assert(not ok and why:find "did not grant", why)
assert(not pcall(require, "dep/evil")) -- our lib.lua is not found from there
open.fails()
