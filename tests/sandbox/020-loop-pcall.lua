-- Catches the error that stops it, over and over.
-- want: ran longer than 1 s
while true do
    pcall(function() while true do end end)
end
