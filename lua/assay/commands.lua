--- The commands by name: what is typed at the prompt is what a script calls.
-- Each gives back data that prints itself. A file of `assay/commands` holds
-- those about one thing, by what is typed; it is loaded when one of them is
-- first called.
local command = require "assay.command"
local kinds = require "assay.records.kinds"
local lazy = require "assay.lazy"
local session = require "assay.session"
local set = require "assay.set"

-- What each file has. A name with a dot is a member of the command before it.
local FILES = {
    documents = {"open", "docs", "docs.actors", "use", "close"},
    reading = {"text", "sentences", "entities", "countries", "brief", "why"},
    corpus = {"kwic", "find", "freq", "ngrams", "colloc", "keyness", "dispersion"},
    records = {"records", "where", "sample", "tally", "timeline", "network", "compare"},
    session = {"session", "session.save", "session.expect", "session.reading", "session.recall", "session.variables",
        "output", "time", "results", "reopen"},
    shell = {"plugins", "help", "help.search", "exit", "quit"},
    output = {"save", "export"},
    rules = {"rules", "rules.add", "rules.edit", "rules.try", "rules.remove", "rules.save", "rules.load"},
    undo = {"undo", "undo.list", "undo.entry", "redo"},
}

for _, kind in kinds.each() do
    table.insert(FILES.records, kind.command)
end

local commands = {set = command.new("set", set.run, set.members), plugin = require "assay.plugin"}

for file, names in pairs(FILES) do
    for _, typed in ipairs(names) do
        local name, member = typed:match("^([^.]+)%.?(.*)$")
        local run = lazy.call("assay.commands." .. file, typed)
        if member == "" then
            commands[name] = command.new(name, run, {})
        else
            getmetatable(commands[name]).__index[member] = run
        end
    end
end

--- The open documents by number: docs[2], #docs, ipairs(docs).
local meta = getmetatable(commands.docs)
meta.__documents = true

setmetatable(meta.__index, {__index = function(_, n)
    return math.type(n) == "integer" and session.nth(n) or nil
end})

function meta.__len()
    return #session.opened()
end

return commands
