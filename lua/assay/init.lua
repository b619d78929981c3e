--- The table `assay`, and the globals that the prompt and scripts share.
-- This is the one file that sets globals: those of assay.commands,
-- `assay`, `show`, and a print that keeps control characters of documents
-- away from a terminal. The prompt hands its results to assay.results.
local commands = require "assay.commands"
local core = require "assay.core"
local lazy = require "assay.lazy"
local show = require "assay.show"
require "assay.results"

-- What only this library uses.
local INTERNAL = {api = true, corpus = true, journal = true, methods = true, output = true, paths = true,
                  plugin_tests = true, prefix = true, properties = true, reading = true, state = true, store = true}

local assay = {}
for name, value in pairs(core) do
    assay[name] = not INTERNAL[name] and value or nil
end

assay.show = show.print
assay.table = require("assay.table").new
assay.rules = setmetatable({of = core.rules.of, load = lazy.call("assay.rules", "load"),
    diff = lazy.call("assay.rules", "diff"), why = lazy.call("assay.rules", "why")},
    {__call = lazy.call("assay.rules", "new")})
assay.actors = lazy.call("assay.who.over", "of")
assay.countries = lazy.call("assay.actors", "countries")
core.methods.actors = lazy.call("assay.who", "actors")
core.methods.who = lazy.call("assay.who", "find")
core.rules.methods.profile = lazy.call("assay.rules", "profile")
core.journal.hook(lazy.call("assay.undo", "note"))
assay.commands = commands

--- print, but at a terminal without what could command it. What is no text has
-- its own colours.
local function print_clean(...)
    local parts = table.pack(...)
    for i = 1, parts.n do
        local how = type(parts[i]) == "string" and "lines" or "print"
        parts[i] = tostring(parts[i])
        if core.term.width > 0 then
            parts[i] = core.clean(parts[i], how)
        end
    end
    io.write(table.concat(parts, "\t"), "\n")
end

_G.assay = assay
_G.show = show.print
_G.print = print_clean
for name, value in pairs(commands) do
    _G[name] = value
end

return assay
