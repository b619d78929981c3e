--- The commands by name: what is typed at the prompt is what a script calls.
-- Each gives back data that prints itself. A file of `assay/commands` holds
-- those about one thing by name: functions, or {run =, members =} for those that
-- have more after a dot.
local command = require "assay.command"
local session = require "assay.session"
local who = require "assay.who"

local PARTS = {"documents", "reading", "corpus", "records", "session", "shell", "output", "rules", "undo"}

local commands = {}

for _, part in ipairs(PARTS) do
    for name, run in pairs(require("assay.commands." .. part)) do
        local is_plain = type(run) == "function"
        commands[name] = command.new(name, is_plain and run or run.run, not is_plain and run.members or nil)
    end
end

commands.plugin = require "assay.plugin"

--- The open documents by number: docs[2], #docs, ipairs(docs).
local meta = getmetatable(commands.docs)

meta.__index = setmetatable({}, {__index = function(_, n)
    return math.type(n) == "integer" and session.nth(n) or nil
end})

function meta.__len()
    return #session.opened()
end

--- Actors over all open documents: docs:actors().
function commands.docs.actors()
    return who.over(session.opened())
end

return commands
