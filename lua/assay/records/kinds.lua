--- The kinds of records as data: which command shows them, in which columns,
-- and what their fields hold, which says how criteria are compared.
--
-- A kind has
--   name      as records have it
--   command   what is typed
--   nothing   what is printed where there is none
--   main      the criterion that a bare string stands for: quotes "Lavrov"
--   columns   as in assay.table, what one asks for first with the lowest
--             rank; optional ones are left out where no row has a value.
--             Besides the fields, rows know what is in gather.derived
--   types     of criteria: actor (any spelling of a name), choice, flag,
--             number, least, most, {any = {fields}}; text where none is given
--   choices   the values that a field may have
--   sort      "date": by their own date; in the order of the text without it
--   line      what happened in a few words, for tables over several kinds
-- A kind that is not here, a plugin's, has its declared fields as columns.
local core = require "assay.core"
local fields = require "assay.fields"
local session = require "assay.session"
local style = require "assay.style"
local wording = require "assay.wording"

local kinds = {}

local function or_text(field)
    return function(value, row)
        return wording.names(value, row[field .. "_text"])
    end
end

local function count(value)
    return value and wording.thousands(value)
end

local function sum(value)
    return value and wording.amount(value)
end

--- The words around a record; its own stand out.
local function marked(value, row)
    local text = style.clean(row.text)
    local from = value and value:find(text, 1, true)
    return from and {text = value, first = from, last = from + #text - 1}
        or value
end

local function yes(value)
    return value and "yes" or ""
end

-- Paths differ at their ends.
kinds.DOC = {key = "doc", optional = true, cut = "left", rank = 2, share = 15}
local DOC = kinds.DOC
local AT = {key = "start", title = "at", align = "right", rank = 3} -- byte, for why
local PUBLISHED = {key = "published", title = "date", optional = true}
local WHEN = {key = "when", title = "date", optional = true}
local function context(rank)
    return {key = "context", title = "in context", show = marked, rank = rank,
            share = 30}
end
local CONTEXT = context(1)
-- The opposite of what the other columns say: it is seen with them.
local NEGATED = {key = "negated", optional = true, show = yes, rank = 2}
local HEDGED = {key = "hedged", optional = true, show = yes, rank = 2}

local function who_column(field, share)
    return {key = field, paint = "bold", show = or_text(field), rank = 1,
            share = share}
end

local LIST = {
    {name = "quote", command = "quotes", nothing = "nobody is quoted",
     main = "speaker",
     columns = {DOC, PUBLISHED, who_column("speaker", 20), "cue",
                {key = "content", rank = 1, share = 40}, NEGATED, AT},
     types = {speaker = "actor", direct = "flag", negated = "flag",
              anonymous = "flag", mixed = "flag"},
     line = function(r)
         return (wording.names(r.speaker, r.speaker_text) or "?") .. ": "
             .. wording.bare(r.content or r.text)
     end},
    {name = "stance", command = "positions", nothing = "nobody takes a stand",
     main = "actor",
     columns = {DOC, PUBLISHED, who_column("actor", 20),
                {key = "polarity", title = "stands", rank = 1},
                HEDGED,
                {key = "target", title = "what", rank = 1, share = 35}, "cue",
                AT},
     types = {actor = "actor", polarity = "choice", hedged = "flag",
              negated = "flag"},
     choices = {polarity = {"for", "against"}},
     line = function(r)
         return ("%s %s %s"):format(wording.names(r.actor, r.actor_text)
             or "?", r.polarity or "?", wording.bare(r.target or r.text))
     end},
    {name = "event", command = "events", nothing = "nothing happens",
     main = "actor", sort = "date",
     columns = {DOC, WHEN, {key = "type", paint = "bold", rank = 1},
                who_column("source", 15), who_column("target", 15),
                {key = "place", optional = true}, "cue",
                {key = "mode", rank = 1}, AT},
     types = {actor = {any = {"source", "target"}}, source = "actor",
              target = "actor", place = "actor", type = "choice",
              mode = "choice"},
     choices = {
         type = {"AGREE", "CONSULT", "SUPPORT", "COOPERATE", "AID", "CONCEDE",
                 "RETREAT", "REQUEST", "ACCUSE", "REJECT", "THREATEN",
                 "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"},
         mode = {"asserted", "negated", "future", "hypothetical", "alleged"},
     },
     line = function(r)
         local target = wording.names(r.target, r.target_text)
         return (wording.names(r.source, r.source_text) or "?") .. " "
             .. (r.type or "?") .. (target and " " .. target or "")
             .. (r.place and " in " .. wording.names(r.place) or "")
             .. (r.mode and r.mode ~= "asserted" and " (" .. r.mode .. ")"
                 or "")
     end},
    {name = "casualty", command = "casualties", nothing = "nobody is harmed",
     main = "harm",
     columns = {DOC, WHEN, {key = "harm", paint = "bold", rank = 1},
                {key = "min", align = "right", show = count, rank = 1},
                {key = "max", align = "right", show = count, rank = 1},
                {key = "who", optional = true},
                {key = "actor", title = "by", optional = true},
                {key = "place", optional = true}, CONTEXT, AT},
     types = {harm = "choice", actor = "actor", place = "actor",
              min = "least", max = "most"},
     choices = {harm = {"killed", "wounded", "missing", "captured",
                        "displaced"}},
     line = function(r)
         local who = wording.names(r.who)
         return ("%s %s%s%s"):format(wording.range(r.min, r.max),
             r.harm or "?", who and ": " .. who or "",
             r.place and " in " .. wording.names(r.place) or "")
     end},
    {name = "money", command = "money", nothing = "no money is named",
     main = "currency",
     columns = {DOC, PUBLISHED,
                {key = "amount", align = "right", show = sum, rank = 1},
                {key = "currency", rank = 1}, {key = "for", optional = true}, CONTEXT, AT},
     types = {amount = "number", min = "least", max = "most"},
     line = function(r)
         return wording.amount(r.amount) .. " " .. (r.currency or "?")
             .. (r["for"] and " for " .. wording.names(r["for"]) or "")
     end},
    {name = "date", command = "dates", nothing = "no date is named",
     main = "date",
     columns = {DOC, {key = "value", optional = true, rank = 1},
                {key = "begin", optional = true},
                {key = "finish", title = "to", optional = true}, "type",
                CONTEXT, AT},
     types = {type = "choice"},
     choices = {type = {"DATE", "TIME", "DURATION", "SET"}},
     line = function(r) return r.text .. " = " .. (r.value or "?") end},
    {name = "location", command = "places", nothing = "no place is named",
     main = "name",
     columns = {DOC, {key = "name", paint = "bold", rank = 1, share = 20},
                {key = "country", rank = 3},
                {key = "lat", align = "right", optional = true},
                {key = "lon", align = "right", optional = true}, CONTEXT, AT},
     types = {name = "actor", lat = "number", lon = "number"},
     line = function(r) return r.name or r.text end},
    {name = "quantity", command = "quantities",
     nothing = "nothing is counted", main = "unit",
     columns = {DOC, {key = "amount", align = "right", show = sum, rank = 1},
                {key = "unit", optional = true, rank = 1}, CONTEXT, AT},
     types = {amount = "number", min = "least", max = "most"},
     line = function(r) return wording.bare(r.text) end},
    {name = "role", command = "roles", nothing = "nobody has a role",
     main = "person",
     columns = {DOC, {key = "person", paint = "bold", rank = 1, share = 20},
                {key = "role", rank = 1, share = 20},
                {key = "of", optional = true, rank = 1, share = 15},
                {key = "former", optional = true, show = yes}, context(4), AT},
     types = {person = "actor", of = "actor", former = "flag"},
     line = function(r)
         return ("%s: %s%s"):format(r.person or "?", r.role or "?",
             r.of and " of " .. wording.names(r.of) or "")
     end},
}

local by_name = {}
for _, kind in ipairs(LIST) do
    by_name[kind.name], by_name[kind.command] = kind, kind
end

--- Every kind that has a command of its own, in the order of the overview.
function kinds.each()
    return ipairs(LIST)
end

--- The names of the fields that a kind declares, its plugin's order; nil if
-- no such kind is known.
function kinds.declared(name)
    for _, kind in ipairs(core.kinds()) do
        if kind.name == name then
            return kind.fields or {}
        end
    end
end

local function line_of_text(row)
    return wording.bare(row.text)
end

--- What is known of a kind that nothing is said of above.
local function plain(name, declared)
    local columns, known = {DOC, PUBLISHED, {key = "text", rank = 1, share = 30}}, {}
    for _, field in ipairs(declared) do
        known[field] = true
    end
    for _, field in ipairs(declared) do
        local base = field:match("^(.*)_start$") or field:match("^(.*)_end$")
            or field:match("^(.*)_text$")
        if not (base and known[base]) and not fields.COMMON[field] then
            columns[#columns + 1] = {key = field, optional = true}
        end
    end
    columns[#columns + 1] = AT
    return {name = name, command = 'records("' .. name .. '")',
            nothing = "no record", columns = columns, types = {},
            choices = {}, line = line_of_text}
end

--- Fields of a kind that no plugin declares, as a rule of the session or a
-- script makes one; nil where no open document has such a record.
local function found(name)
    local list, known, has_any = {}, {}, false
    for _, doc in ipairs(session.opened()) do
        for _, record in ipairs(doc:records(name)) do
            has_any = true
            for key in pairs(record) do
                list[#list + 1] = not known[key] and key or nil
                known[key] = true
            end
        end
    end
    table.sort(list)
    return has_any and list or nil
end

--- The kind of that name ("quote"), or of that command ("quotes"); nil if
-- there is none.
function kinds.get(name)
    if by_name[name] then
        return by_name[name]
    end
    local declared = kinds.declared(name) or found(name)
    return declared and plain(name, declared)
end

--- All names by which kinds may be asked for.
function kinds.names()
    local names = {}
    for _, kind in ipairs(LIST) do
        names[#names + 1] = kind.command
    end
    for _, kind in ipairs(core.kinds()) do
        names[#names + 1] = kind.name
    end
    return names
end

return kinds
