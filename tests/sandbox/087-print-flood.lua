-- Prints without end.
-- want: ran longer than 1 s
while true do
    print(("flood "):rep(100))
    pcall(print, 1, setmetatable({}, {__tostring = function() while true do end end}))
end
