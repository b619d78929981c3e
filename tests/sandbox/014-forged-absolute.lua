-- The same with an absolute path.
-- want: attack/main\.lua: /etc/plugins/other/main\.lua:1: boom
error("/etc/plugins/other/main.lua:1: boom", 0)
