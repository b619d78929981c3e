-- Raises a message that names a file of another plugin.
-- want: attack/main\.lua: \.\./other/main\.lua:1: boom
-- not: ^[^:]*attack/\.\./other
error("../other/main.lua:1: boom", 0)
