-- Requires a file of its folder that is a link to a secret.
-- want: out.lua: cannot open: leads out of the folder
-- not: SECRET
require "out"
