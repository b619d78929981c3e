-- Names a loaded chunk like a file of another plugin.
-- want: \[load \?plugins\?other\?main\?lua\]:1: boom
-- not: other/main\.lua
load("error 'boom'", "@plugins/other/main.lua")()
