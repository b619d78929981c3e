-- Loops in __index, __newindex, __eq, __lt, __concat, __len and __call.
-- want: ran longer than 1 s
local function go() while true do end end
local meta = {__index = go, __newindex = go, __eq = go, __lt = go, __le = go, __concat = go, __len = go, __call = go,
    __unm = go, __add = go, __tostring = go}
local t, u = setmetatable({}, meta), setmetatable({}, meta)
while true do
    for _, f in ipairs {function() return t.x end, function() t.x = 1 end, function() return t == u end,
        function() return t < u end, function() return t .. u end, function() return #t end, function() t() end,
        function() return -t end, function() return t + 1 end, function() return tostring(t) end} do
        pcall(f)
    end
end
