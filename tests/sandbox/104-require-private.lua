-- Requires a module that the other plugin keeps to itself.
-- want: is no public module
-- manifest: requires: [dep]
assert(not pcall(require, "dep/main") and not pcall(require, "dep/../dep/open"))
require "dep/private"
