-- Finalizers run in a thread of their own, and are what they are in Lua.
local tap = dofile("tests/lua/tap.lua")

local met
setmetatable({name = "it"}, {__gc = function(o) met = o.name end})
collectgarbage()
tap.is(met, "it", "a finalizer is called with its object")

local n = 0
local meta = {__gc = function() n = n + 1 error("no") end}
setmetatable({}, meta)
setmetatable({}, meta)
collectgarbage()
tap.is(n, 2, "each object has its own call; an error ends that call alone")

setmetatable({}, {__gc = function() coroutine.yield() n = 0 end})
collectgarbage()
tap.is(n, 2, "one that yields is over")

local t, m = {}, {__index = {x = 1}}
tap.ok(setmetatable(t, m) == t and getmetatable(t) == m and t.x == 1, "setmetatable gives the table")
tap.ok(getmetatable(setmetatable(t, nil)) == nil, "nil takes it away")
tap.fails("bad argument #1 to 'setmetatable' (table expected, got number)", "only tables have one", setmetatable, 1, {})
tap.fails("bad argument #2 to 'setmetatable' (nil or table expected", "which is a table", setmetatable, {})
tap.fails("cannot change a protected metatable", "a protected one stays", setmetatable,
    setmetatable({}, {__metatable = 1}), {})

tap.done()
