-- Names a loaded chunk so that the message seems to begin with a place elsewhere.
-- want: main\.lua: \[load 
-- not: other/main
load("error 'boom'", "=plugins/other/main.lua:1:")()
