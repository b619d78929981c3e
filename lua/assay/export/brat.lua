--- Documents as brat standoff (brat.nlplab.org): a folder with NAME.txt and
-- NAME.ann for each, and the annotation.conf that brat needs to show them.
-- A record is a text-bound annotation; one with arguments that have a place
-- is an event; its other fields are a note. Offsets count code points.
local core = require "assay.core"

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

local writer = {}
writer.__index = writer

function writer:bound(kind, text, start)
    local where, words = places(text, start)
    if where == "" then
        return nil
    end
    self.n_bound = self.n_bound + 1
    self.out[#self.out + 1] = ("T%d\t%s %s\t%s\n"):format(self.n_bound, kind,
        where, words:gsub("%c", " "))
    return "T" .. self.n_bound
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

--- Fields that are neither base, nor a place.
local function notes(rec)
    local parts, keys = {}, {}
    for key in pairs(rec) do
        if not BASE[key] and not key:find("_start$") and not key:find("_end$")
            then
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

function writer:record(rec)
    local kind = name_of(rec.type or rec.kind)
    local id = self:bound(kind, rec.text, rec.start)
    if not id then
        return
    end
    local roles = arguments(rec)
    local parts = {}
    for _, role in ipairs(roles) do
        local words = rec[role .. "_text"] or rec[role]
        local part = type(words) == "string" and self:bound("Argument", words,
            rec[role .. "_start"])
        if part then
            parts[#parts + 1] = name_of(role) .. ":" .. part
            self.roles[name_of(role)] = true
        end
    end
    self.entities[kind] = self.entities[kind] or #parts == 0
    if #parts > 0 then
        self.events[kind] = true
        self.n_events = self.n_events + 1
        self.out[#self.out + 1] = ("E%d\t%s:%s %s\n"):format(self.n_events,
            kind, id, table.concat(parts, " "))
        id = "E" .. self.n_events
    end
    local note = notes(rec)
    if note ~= "" then
        self.n_notes = self.n_notes + 1
        self.out[#self.out + 1] = ("#%d\tAnnotatorNotes %s\t%s\n"):format(
            self.n_notes, id, note)
    end
end

--- The annotations of a document.
local function ann(doc, kinds, types)
    local w = setmetatable({out = {}, n_bound = 0, n_events = 0, n_notes = 0,
        entities = types.entities, events = types.events, roles = types.roles},
        writer)
    local list = kinds and table.move(kinds, 1, #kinds, 1, {}) or {}
    list[#list + 1] = {chars = true}
    for _, rec in ipairs(doc:records(table.unpack(list))) do
        if not SKIP[rec.kind] then
            w:record(rec)
        end
    end
    return table.concat(w.out)
end

local function sorted(set)
    local list = {}
    for name, on in pairs(set) do
        list[#list + 1] = on and name or nil
    end
    table.sort(list)
    return list
end

local function conf(types)
    local roles = {}
    for i, role in ipairs(sorted(types.roles)) do
        roles[i] = role .. "?:<ENTITY>"
    end
    local events = sorted(types.events)
    for i, name in ipairs(events) do
        events[i] = name .. "\t" .. table.concat(roles, ", ")
    end
    types.entities.Argument = #roles > 0 or nil
    for name in pairs(types.events) do
        types.entities[name] = nil
    end
    local function section(name, lines)
        return ("[%s]\n%s%s"):format(name, table.concat(lines, "\n"),
            #lines > 0 and "\n" or "")
    end
    return section("entities", sorted(types.entities))
        .. section("relations", {}) .. section("events", events)
        .. section("attributes", {})
end

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
    local types = {entities = {}, events = {}, roles = {}}
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
