-- Commands are loaded when they are first called, and nobody notices.
local tap = dofile("tests/lua/tap.lua")

local lazy = require "assay.lazy"

-- ---- what the start leaves out --------------------------------------------

for _, name in ipairs {"compare", "network", "timeline"} do
    tap.is(package.loaded["assay.records." .. name], nil, name .. " is not loaded at the start")
end
tap.is(package.loaded["assay.api"], nil, "nor is the description of the API")

-- ---- a file has what commands.lua says, no more ----------------------------

local folder = require("assay.core").paths.library .. "/assay/commands/"
local listed = {}
for name, value in pairs(assay.commands) do
    listed[name] = true
    for member in pairs(name ~= "plugin" and debug.getmetatable(value).__index or {}) do
        listed[name .. "." .. member] = true
    end
end
for _, part in ipairs {"documents", "reading", "corpus", "records", "session", "shell", "output", "rules", "undo"} do
    for typed, run in pairs(dofile(folder .. part .. ".lua")) do
        tap.ok(listed[typed] and type(run) == "function", ("%s of %s is a command"):format(typed, part))
        listed[typed] = nil
    end
end
listed.set, listed.plugin = nil, nil
for typed in pairs(listed) do
    tap.ok(typed:find("^set%."), typed .. " is in a file of commands")
end

-- ---- errors are those of the caller -----------------------------------------

local good, why = pcall(function() timeline(5) end)
tap.ok(not good and why:find("^tests/lua/test_lazy.lua:%d+: timeline"),
    "an error of a first call names the caller's line", why)
good, why = pcall(function() rules.add() end)
tap.ok(not good and why:find("^tests/lua/test_lazy.lua:%d+: rules.add"), "so does that of a member", why)

-- ---- a script may change where modules are looked for --------------------------

local path = package.path
package.path = "/nowhere/?.lua"
tap.ok(tostring(help("network")):find("network", 1, true), "our modules are found whatever package.path is")
good, why = pcall(require, "assay.nonesuch")
tap.ok(not good and why:find("assay/nonesuch.lua", 1, true), "one that is not there is told with its place", why)
package.path = path

-- ---- the module behind it -------------------------------------------------------

package.preload["tests.lazy"] = function() return {add = function(a, b) return a + b end, level = function()
    error("of the caller", 2)
end} end
local module = lazy.module "tests.lazy"
tap.is(package.loaded["tests.lazy"], nil, "a module that stands there is not loaded")
tap.is(module.add(1, 2), 3, "until something of it is used")
tap.ok(package.loaded["tests.lazy"], "then it is")
tap.is(lazy.call("tests.lazy", "add")(2, 3), 5, "a function stands for that of a module")
good, why = pcall(function() lazy.call("tests.lazy", "level")() end)
tap.ok(not good and why:find("^tests/lua/test_lazy.lua:"), "and does not count among the levels of an error", why)

tap.done()
