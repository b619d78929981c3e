--- The description of the API, as lua/assay/api/*.yaml has it: what can be
-- typed, of which types it is, what it does. Read when it is first asked for.
local core = require "assay.core"

local api = {}

-- Files in the order of help and manual; others come where nil stands.
local FIRST = {"documents.yaml", "reading.yaml", "corpus.yaml", "records.yaml", "rules.yaml", "session.yaml",
               "output.yaml"}
local LAST = {"shell.yaml", "plugins.yaml", "core.yaml", "doc.yaml", "rulesets.yaml", "sandbox.yaml",
              "types.yaml", "topics.yaml"}

-- What stands before the colon or the full stop, and the type that it is of.
local OWNERS = {doc = "document"}

local all -- entries, index and so on, once read

local function ranks()
    local place = {}
    for i, file in ipairs(FIRST) do
        place[file] = i
    end
    for i, file in ipairs(LAST) do
        place[file] = 100 + i
    end
    return place
end

--- Entries by part, in order: {title =, file =, summary =, entries = {...}}.
local function by_part(entries)
    local parts, by_file, place = {}, {}, ranks()
    for _, entry in ipairs(entries) do
        local part = by_file[entry.file]
        if not part then
            part = {file = entry.file, entries = {}, title = entry.file:gsub("%.yaml$", "")}
            by_file[entry.file] = part
            parts[#parts + 1] = part
        end
        if entry.kind == "part" then
            part.title, part.summary = entry.name, entry.summary
        else
            table.insert(part.entries, entry)
        end
    end
    table.sort(parts, function(a, b)
        local x, y = place[a.file] or 50, place[b.file] or 50
        return x < y or x == y and a.file < b.file
    end)
    return parts
end

--- "doc:find" -> "document", ":", "find"; nil for what belongs to no type.
function api.split(entry)
    local owner, name = entry.name:match("^([%w_]+):([%w_]+)$")
    if not owner and entry.kind == "field" then
        owner, name = entry.name:match("^([%w_]+)%.([%w_]+)$")
    end
    if owner and owner ~= "assay" then
        return OWNERS[owner] or owner, name
    end
end

--- Put a member into the type that it belongs to.
local function add_member(types, entry)
    local owner, name = api.split(entry)
    local of = owner and types[owner]
    if of then
        of.members[name] = entry
    end
end

local function new_type(entry)
    local members = {}
    for _, field in ipairs(entry.fields) do
        members[field.name] = {name = field.name, kind = "field", summary = field.doc or "",
                               returns = {field}, params = {}}
    end
    return {entry = entry, members = members, extends = entry.extends}
end

local function read()
    local parts = by_part(core.api())
    local found = {parts = parts, names = {}, types = {}, topics = {}, list = {}, twice = {}}
    for _, part in ipairs(parts) do
        for _, entry in ipairs(part.entries) do
            entry.part = part
            found.list[#found.list + 1] = entry
            if entry.kind == "type" then
                found.twice[#found.twice + 1] = found.types[entry.name] and entry
                found.types[entry.name] = new_type(entry)
            else
                local space = entry.kind == "topic" and found.topics or found.names
                found.twice[#found.twice + 1] = space[entry.name] and entry
                space[entry.name] = entry
            end
        end
    end
    for _, entry in ipairs(found.list) do
        add_member(found.types, entry)
    end
    return found
end

local function described()
    all = all or read()
    return all
end

--- Every entry, part by part.
function api.list()
    return described().list
end

--- The parts: {title =, summary =, file =, entries = {...}}.
function api.parts()
    return described().parts
end

--- The entry of a command, function, method or field, or nil.
function api.find(name)
    return described().names[name]
end

--- The entry of a topic, or nil.
function api.topic(name)
    return described().topics[name]
end

--- A type: {entry =, members = {name -> entry}, extends = name or nil}.
function api.type(name)
    return described().types[name]
end

--- Entries that describe what another one does.
function api.twice()
    return described().twice
end

--- All members of a type by name, with those of what it extends.
function api.members(name)
    local out, seen = {}, {}
    while name and not seen[name] do
        seen[name] = true
        local of = api.type(name)
        for key, entry in pairs(of and of.members or {}) do
            out[key] = out[key] or entry
        end
        name = of and of.extends
    end
    return out
end

--- One line: `kwic(pattern [, docs] [, options])`, and where each parameter
-- stands in it: {{first, last}, ...}.
function api.signature(entry)
    local name = entry.name
    if not (entry.kind == "command" or entry.kind == "function" or entry.kind == "method") then
        return name, {}
    end
    local text, places = name .. "(", {}
    for i, param in ipairs(entry.params) do
        local before = i > 1 and ", " or ""
        if param.optional then
            before = i > 1 and " [, " or "["
        end
        text = text .. before
        places[i] = {#text + 1, #text + #param.name}
        text = text .. param.name .. (param.optional and "]" or "")
    end
    return text .. ")", places
end

return api
