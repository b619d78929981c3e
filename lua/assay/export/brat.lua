--- Documents as brat standoff (brat.nlplab.org): a folder with NAME.txt and
-- NAME.ann for each, and the annotation.conf that brat needs to show them.
-- Names and whatever else has no arguments are text-bound annotations (T).
-- Quotes, positions, events and tolls are events (E): the cue is the trigger,
-- an argument is the name that it means. Roles are relations (R): a person
-- holds an office, an office is of a body. Flags and choices are attributes
-- (A), other fields notes (#). Offsets count code points.
local core = require "assay.core"
local kinds = require "assay.records.kinds"
local lists = require "assay.lists"

local SKIP = {document = true, sentence = true, token = true}
local BASE = {doc = true, kind = true, start = true, ["end"] = true,
              text = true, rule = true, type = true}

--- A name as brat allows: letters, digits, _ and -.
local function name_of(text)
    local name = text:gsub("[^%w_-]", "_")
    return (name:gsub("^%l", string.upper))
end

local function one_line(text)
    return (core.output.utf8(text):gsub("[%c]", " "))
end

--- Places "3 9" of the text from `start` on, or "3 5;6 9" where a line breaks:
-- brat's annotations do not hold line breaks.
local function places(text, start)
    local parts, words, at = {}, {}, start
    for line, ending in (text .. "\n"):gmatch("([^\r\n]*)([\r\n])") do
        local n = utf8.len(line)
        if n > 0 then
            parts[#parts + 1] = ("%d %d"):format(at, at + n)
            words[#words + 1] = line
        end
        at = at + n + #ending
    end
    return table.concat(parts, ";"), table.concat(words, " ")
end

-- ---- one document ----------------------------------------------------------

local writer = {}
writer.__index = writer

--- A text-bound annotation, one for each type and place.
-- @treturn string|nil its id; nil if there is nothing to mark
function writer:bound(type, text, start)
    local where, words = places(text, start)
    local key = type .. " " .. where
    if where ~= "" and not self.bounds[key] then
        self.bounds[key] = self:add("T", "%s %s\t%s", type, where,
            (words:gsub("%c", " ")))
    end
    return self.bounds[key]
end

--- Add a line with the next id of that letter, which is given back.
function writer:add(letter, format, ...)
    self.n[letter] = (self.n[letter] or 0) + 1
    local id = letter .. self.n[letter]
    self.out[#self.out + 1] = id .. "\t" .. format:format(...) .. "\n"
    return id
end

--- Arguments X of a record, which have X_start and X_end, in order of name.
local function arguments(rec)
    local names = {}
    for key in pairs(rec) do
        local name = key:match("^(.+)_start$")
        if name and math.type(rec[key]) == "integer"
            and math.type(rec[name .. "_end"]) == "integer" then
            names[#names + 1] = name
        end
    end
    table.sort(names)
    return names
end

--- Fields that are neither base, nor a place, nor an attribute.
local function notes(rec, attributes)
    local parts, keys = {}, {}
    for key in pairs(rec) do
        if not BASE[key] and not key:find("_start$") and not key:find("_end$")
            and attributes[key] == nil then
            keys[#keys + 1] = key
        end
    end
    table.sort(keys)
    for i, key in ipairs(keys) do
        local value = rec[key]
        if type(value) == "table" then
            value = table.concat(value, ", ")
        end
        parts[i] = key .. "=" .. one_line(tostring(value))
    end
    return table.concat(parts, "; ")
end

--- What of a record is an attribute: flags that are set, and fields of which
-- the values are known beforehand. A field that is not set needs no note.
local function attributes_of(rec)
    local kind, found = kinds.get(rec.kind), {}
    for key, value in pairs(rec) do
        if type(value) == "boolean" then
            found[key] = value
        elseif key ~= "type" and type(value) == "string"
            and (kind and kind.choices or {})[key] then
            found[key] = value
        end
    end
    return found
end

function writer:attributes(found, id)
    for _, key in ipairs(lists.keys(found)) do
        local name, value = name_of(key), found[key]
        if value == true then
            self.types.attributes[name] = self.types.attributes[name] or {}
            self:add("A", "%s %s", name, id)
        elseif value then
            self.types.attributes[name] = self.types.attributes[name] or {}
            self.types.attributes[name][name_of(value)] = true
            self:add("A", "%s %s %s", name, id, name_of(value))
        end
    end
end

function writer:note(rec, found, id)
    local note = notes(rec, found)
    if note ~= "" then
        self:add("#", "AnnotatorNotes %s\t%s", id, note)
    end
end

--- Where in a list, by start, the first begins that is not before a place.
local function first_from(list, start)
    local low, high = 1, #list + 1
    while low < high do
        local middle = (low + high) // 2
        if list[middle].start < start then
            low = middle + 1
        else
            high = middle
        end
    end
    return low
end

--- The annotation of an argument: that of the name which it means, where it
-- lies in the argument's words; else one of its own.
function writer:argument(rec, name)
    local words = rec[name .. "_text"] or rec[name]
    local from, to = rec[name .. "_start"], rec[name .. "_end"]
    for i = first_from(self.entities, from), #self.entities do
        local entity = self.entities[i]
        if entity.start >= to then
            break
        elseif entity["end"] <= to and (entity.name == rec[name]
            or entity.start == from and entity["end"] == to) then
            return entity.id
        end
    end
    local id = type(words) == "string" and self:bound("Argument", words, from)
    self.types.entities.Argument = self.types.entities.Argument or id ~= nil
        and id ~= false
    return id or nil
end

--- An event: what its cue, or else all of it, stands for, and its arguments.
function writer:event(rec, names)
    local kind, parts = name_of(rec.type or rec.kind), {}
    local roles = self.types.events[kind] or {}
    self.types.events[kind] = roles
    local has_cue = type(rec.cue) == "string" and rec.cue_start
    local trigger = has_cue and self:bound(kind, rec.cue_text or rec.cue,
        rec.cue_start) or self:bound(kind, rec.text, rec.start)
    for _, name in ipairs(trigger and names or {}) do
        local id = (name ~= "cue" or not has_cue) and self:argument(rec, name)
        if id and id ~= trigger then
            parts[#parts + 1] = (" %s:%s"):format(name_of(name), id)
            roles[name_of(name)] = true
        end
    end
    return trigger and self:add("E", "%s:%s%s", kind, trigger,
        table.concat(parts))
end

--- A relation, where both sides are there.
function writer:relation(name, from, to, type_to)
    if from and to and from ~= to then
        self.types.relations[name] = type_to
        self:add("R", "%s Arg1:%s Arg2:%s", name, from, to)
    end
end

--- Who holds an office, and of whom: the words of the office between two
-- relations.
function writer:office(rec)
    if not (rec.role_start and rec.person_start) then
        return self:bound("Role", rec.text, rec.start)
    end
    local office = self:bound("Role", rec.role_text or rec.role,
        rec.role_start)
    self:relation("Holds", self:argument(rec, "person"), office, "Role")
    self:relation("Office_of", office, rec.of_start
        and self:argument(rec, "of"), "<ENTITY>")
    self.types.entities.Role = true
    return office
end

-- Kinds that are events even where a record has no argument with a place.
local EVENTS = {quote = true, stance = true, event = true, casualty = true}

function writer:record(rec)
    local names = arguments(rec)
    local id
    if rec.kind == "role" then
        id = self:office(rec)
    elseif EVENTS[rec.kind] or #names > 0 then
        id = self:event(rec, names)
    else
        local type = name_of(rec.type or rec.kind)
        id = self:bound(type, rec.text, rec.start)
        self.types.entities[type] = true
        if rec.kind == "entity" and id then
            self.entities[#self.entities + 1] = {id = id, name = rec.name,
                start = rec.start, ["end"] = rec["end"]}
        end
    end
    if id then
        local found = attributes_of(rec)
        self:attributes(found, id)
        self:note(rec, found, id)
    end
end

--- The annotations of a document; names come first, as others refer to them.
local function ann(doc, wanted, types)
    local w = setmetatable({out = {}, n = {}, bounds = {}, entities = {},
        types = types}, writer)
    local list = wanted and table.move(wanted, 1, #wanted, 1, {}) or {}
    list[#list + 1] = {chars = true}
    local rest = {}
    for _, rec in ipairs(doc:records(table.unpack(list))) do
        if rec.kind == "entity" then
            w:record(rec)
        elseif not SKIP[rec.kind] then
            rest[#rest + 1] = rec
        end
    end
    for _, rec in ipairs(rest) do
        w:record(rec)
    end
    return table.concat(w.out)
end

-- ---- what brat must know ---------------------------------------------------

--- The annotation.conf of all types that were written.
local function conf(types)
    local out = {}
    local function section(name, set, line_of)
        out[#out + 1] = "[" .. name .. "]\n"
        for _, key in ipairs(lists.keys(set)) do
            out[#out + 1] = line_of(key, set[key]) .. "\n"
        end
    end
    section("entities", types.entities, function(name) return name end)
    section("relations", types.relations, function(name, type_to)
        return ("%s\tArg1:<ENTITY>, Arg2:%s"):format(name, type_to)
    end)
    section("events", types.events, function(name, roles)
        local parts = lists.keys(roles)
        for i, role in ipairs(parts) do
            parts[i] = role .. "?:<ENTITY>"
        end
        return name .. "\t" .. (#parts > 0 and table.concat(parts, ", ")
            or "<EMPTY>")
    end)
    section("attributes", types.attributes, function(name, values)
        local list = lists.keys(values)
        return name .. "\tArg:<ANY>" .. (#list > 0 and ", Value:"
            .. table.concat(list, "|") or "")
    end)
    return table.concat(out)
end

-- ---- files -----------------------------------------------------------------

--- File names of documents, none twice.
local function file_names(docs)
    local taken, names = {}, {}
    for i, doc in ipairs(docs) do
        local base = (doc.id or ""):match("([^/]*)$"):gsub("%.%w+$", "")
            :gsub("[^%w._-]", "_"):gsub("^%.+", "_")
        base = base == "" and "document" or base:sub(1, 100)
        local name, n = base, 1
        while taken[name] do
            n = n + 1
            name = base .. "-" .. n
        end
        taken[name] = true
        names[i] = name
    end
    return names
end

--- NAME.txt, NAME.ann of each document; annotation.conf last.
local function files(docs, options)
    local types = {entities = {}, relations = {}, events = {},
        attributes = {}}
    local names = file_names(docs)
    local at, is_text = 0, false
    return function()
        is_text = not is_text
        at = is_text and at + 1 or at
        local doc = docs[at]
        if doc and is_text then
            options.tick(at)
            return names[at] .. ".txt", doc:text()
        elseif doc then
            return names[at] .. ".ann", ann(doc, options.kinds, types)
        elseif types then
            local text = conf(types)
            types = nil
            return "annotation.conf", text
        end
    end
end

return {name = "brat", extension = "brat", takes = "documents",
        is_folder = function() return true end, files = files}
