-- The simplest loop.
-- want: ran longer than 1 s
while true do end
