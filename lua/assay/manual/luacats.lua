--- The API for editors: a file of annotations for the Lua language server
-- (LuaCATS), which it reads and nobody runs. Types of ours are called
-- assay.NAME there.
local api = require "assay.api"
local types = require "assay.types"
local words = require "assay.manual.words"

local luacats = {}

local KEYWORDS = require("assay.prompt.syntax").KEYWORDS

-- ---- types --------------------------------------------------------------------

local write_type

local function write_one(one)
    if one.literal then
        return ('"%s"'):format(one.literal)
    elseif one.list then
        local inner = write_type(one.list)
        return (#one.list > 1 and "(" .. inner .. ")" or inner) .. "[]"
    elseif one.key then
        return ("table<%s, %s>"):format(write_type(one.key), write_type(one.value))
    elseif one.fun then
        local gives = {}
        for i, type_ in ipairs(one.gives) do
            gives[i] = write_type(type_)
        end
        return "fun(...)" .. (#gives > 0 and ": " .. table.concat(gives, ", ") or "")
    elseif one.ref then
        return "assay.record" -- what it is exactly, overloads tell
    end
    return (types.LUA[one.name] and "" or "assay.") .. one.name
end

function write_type(type_)
    local parts = {}
    for i, one in ipairs(type_) do
        parts[i] = write_one(one)
    end
    return table.concat(parts, "|")
end

local function typed(text)
    return write_type(assert(types.read(text)))
end

-- ---- lines ---------------------------------------------------------------------

local function add(out, ...)
    out[#out + 1] = table.concat {...}:gsub("%s+$", "")
end

local function one_line(text)
    return text and text ~= "" and " " .. text:gsub("%s+", " ") or ""
end

local function add_doc(out, entry)
    add(out, "---", entry.summary)
    for line in (entry.doc or ""):gsub("%s+$", ""):gmatch("[^\n]*") do
        if entry.doc then
            add(out, "---", line)
        end
    end
    if entry.example then
        add(out, "---```lua")
        for line in words.trim(entry.example):gmatch("[^\n]+") do
            add(out, "---", line)
        end
        add(out, "---```")
    end
    if entry.since then
        add(out, "---Since ", entry.since, ".")
    end
end

--- `@param` and `@return` of what is called, and one call a kind where the
-- result depends on the kind.
local function add_call(out, entry)
    for _, param in ipairs(entry.params) do
        local mark = param.optional and param.name ~= "..." and "?" or ""
        add(out, "---@param ", param.name, mark, " ", typed(param.type), one_line(param.doc))
    end
    for _, result in ipairs(entry.returns) do
        add(out, "---@return ", typed(result.type), result.optional and "?" or "", " ", result.name or "",
            result.doc and " #" .. one_line(result.doc) or "")
    end
end

local function names_of(entry)
    local names = {}
    for i, param in ipairs(entry.params) do
        names[i] = param.name
        if param.name == "..." then -- nothing may stand behind it
            break
        end
    end
    return table.concat(names, ", ")
end

--- "(a: string, b?: integer): boolean", for overloads.
local function shape_of(entry, kind)
    local params = {}
    for i, param in ipairs(entry.params) do
        local self = param.name == "..." and kind
        params[i] = self and ('kind: "%s"'):format(kind)
            or param.name .. (param.optional and param.name ~= "..." and "?" or "") .. ": " .. typed(param.type)
        if param.name == "..." then
            break
        end
    end
    local first = entry.returns[1]
    local gives = first and ": " .. typed(first.type) or ""
    if kind then
        gives = ": assay." .. kind .. "[]"
    end
    return "fun(" .. table.concat(params, ", ") .. ")" .. gives
end

local function depends(entry)
    local first = entry.returns[1]
    return first and first.type:find("^@") ~= nil
end

local function record_types()
    local list = {}
    for _, entry in ipairs(api.list()) do
        if entry.kind == "type" and entry.extends == "record" and entry.name ~= "document_record" then
            list[#list + 1] = entry.name
        end
    end
    return list
end

local function add_overloads(out, entry, self)
    for _, kind in ipairs(depends(entry) and record_types() or {}) do
        local shape = shape_of(entry, kind)
        add(out, "---@overload ", self and shape:gsub("^fun%(", "fun(self: " .. self .. ", ") or shape)
    end
end

-- ---- entries ---------------------------------------------------------------------

local function add_function(out, entry, name)
    add_doc(out, entry)
    add_call(out, entry)
    add_overloads(out, entry, entry.kind == "method" and "assay." .. api.split(entry))
    add(out, "function ", name, "(", entry.params[1] and names_of(entry) or "", ") end")
    add(out, "")
end

--- What has more behind a full stop, and may be called itself: a class.
local function add_callable(out, entry, children)
    local class = "assay.of." .. entry.name
    add_doc(out, entry)
    add(out, "---@class ", class)
    if entry.kind ~= "field" then
        add(out, "---@overload ", shape_of(entry))
    end
    add(out, entry.name, " = {}")
    add(out, "")
    for _, child in ipairs(children) do
        add_function(out, child, child.name)
    end
end

local function add_field(out, name, type_, optional, doc)
    local key = KEYWORDS[name] and ('["%s"]'):format(name) or name
    add(out, "---@field ", key, optional and "?" or "", " ", type_, one_line(doc))
end

local function add_type(out, entry)
    local members = words.members(entry.name)
    if entry.extends == "string" then
        add(out, "---", entry.summary)
        add(out, "---@alias assay.", entry.name, " string")
        add(out, "")
        return
    end
    add_doc(out, entry)
    add(out, "---@class assay.", entry.name, entry.extends and ": assay." .. entry.extends or "")
    for _, field in ipairs(entry.fields) do
        add_field(out, field.name, typed(field.type), field.optional, field.doc)
    end
    local methods = {}
    for _, member in ipairs(members) do
        if member.entry.kind == "field" then
            local held = member.entry.returns[1]
            add_field(out, member.name, typed(held.type), held.optional, member.entry.summary)
        else
            methods[#methods + 1] = member
        end
    end
    if api.find("#" .. (entry.name == "document" and "doc" or entry.name)) then
        add(out, "---@operator len: integer")
    end
    if #methods > 0 then
        local name = "of_" .. entry.name
        add(out, "local ", name, " = {}")
        add(out, "")
        for _, member in ipairs(methods) do
            add_function(out, member.entry, name .. ":" .. member.name)
        end
    end
    add(out, "")
end

local function add_value(out, entry)
    local held = entry.returns[1]
    add(out, "---", entry.summary)
    add(out, "---@type ", typed(held.type))
    add(out, entry.name, " = nil")
    add(out, "")
end

--- The file.
function luacats.text()
    local out = {"---@meta assay", "-- The API of assay, for editors; made from lua/assay/api, not run.", "",
                 "---The document that commands are about.", "---@type assay.document", "doc = nil", "",
                 "---What scripts call.", "---@class assay.of.assay", "assay = {}", ""}
    for _, entry in ipairs(api.list()) do
        local children = words.children(entry)
        local parent = entry.name:match("^(.*)%.[^.]+$")
        if entry.kind == "type" then
            add_type(out, entry)
        elseif #children > 0 then
            add_callable(out, entry, children)
        elseif entry.kind == "command" or entry.kind == "function" and (parent == nil or parent == "assay") then
            add_function(out, entry, entry.name)
        elseif entry.kind == "field" and parent == "assay" then
            add_value(out, entry)
        end
    end
    return (table.concat(out, "\n"):gsub("\n\n+", "\n\n") .. "\n")
end

return luacats
