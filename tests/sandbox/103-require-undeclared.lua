-- Requires a public module of a plugin that it does not name.
-- want: does not name that plugin
require "dep/open"
