--- Rules as tables, written as a rule file (YAML) that reads as the same.
local core = require "assay.core"
local json = require "assay.json"

local rulefile = {}

-- Keys in the order in which a reader wants them.
local RULE = {"name", "label", "kind", "priority", "scope", "mode", "pattern",
              "frame", "fields", "unless", "examples", "do"}
local FIELD = {"name", "from", "value", "as", "feature", "when"}
local GUARD = {"within", "pattern"}
local FRAME = {"trigger", "roles"}
local ROLE = {"name", "find", "side", "within", "barrier", "required"}
local EXAMPLES = {"match", "no_match"}

local RESERVED = {["true"] = true, ["false"] = true, null = true, yes = true,
                  no = true, on = true, off = true, y = true, n = true}

--- In quotes, what no YAML file may hold as it is escaped: that of JSON, and
-- two code points that are no characters.
local function quoted(text)
    return (json.encode(text):gsub("\u{FFFE}", "\\uFFFE"):gsub("\u{FFFF}", "\\uFFFF"))
end

--- A string for a flow or block value: plain where YAML cannot mistake it.
local function scalar(value)
    if type(value) ~= "string" then
        return tostring(value)
    elseif value:find("^%a[%w_]*$") and not RESERVED[value:lower()] then
        return value
    end
    return quoted(value)
end

--- Text of more than one line as a block, where that keeps each byte.
local function block(text, indent)
    if not text:find("\n") or text:find("[^\n\32-\126\u{A0}-\u{10FFFF}]")
        or text:find("^%s") or text:find(" \n") or text:find("\n\n$")
        or text:find("[\x7F-\xFF]") then
        return nil
    end
    local out = {text:find("\n$") and "|" or "|-"}
    for line in text:gsub("\n$", ""):gmatch("([^\n]*)\n?") do
        out[#out + 1] = line == "" and "" or indent .. line
    end
    if out[#out] == "" then
        out[#out] = nil
    end
    return table.concat(out, "\n")
end

--- {a: b, c: d} in one line.
local function flow(t, keys)
    local parts = {}
    for _, key in ipairs(keys) do
        if t[key] ~= nil then
            parts[#parts + 1] = key .. ": " .. scalar(t[key])
        end
    end
    return "{" .. table.concat(parts, ", ") .. "}"
end

local function add(out, ...)
    out[#out + 1] = table.concat {...}
end

local function add_list(out, indent, key, list, keys)
    add(out, indent, key, ":\n")
    for _, item in ipairs(list) do
        add(out, indent, "  - ", keys and flow(item, keys) or scalar(item),
            "\n")
    end
end

--- A constant that is a number or a boolean says so.
local function with_type(field)
    local kind = type(field.value)
    if field.as or kind ~= "number" and kind ~= "boolean" then
        return field
    end
    local copy = {}
    for key, value in pairs(field) do
        copy[key] = value
    end
    copy.value = kind == "number" and core.output.json(field.value)
        or tostring(field.value)
    copy.as = kind == "number" and "number" or "bool"
    return copy
end

local function add_fields(out, indent, key, list)
    local typed = {}
    for i, field in ipairs(list) do
        typed[i] = with_type(field)
    end
    add_list(out, indent, key, typed, FIELD)
end

local function add_frame(out, indent, key, frame)
    add(out, indent, key, ":\n")
    add(out, indent, "  ", FRAME[1], ": ", scalar(frame.trigger), "\n")
    if frame.roles and #frame.roles > 0 then
        add_list(out, indent .. "  ", FRAME[2], frame.roles, ROLE)
    end
end

local function add_examples(out, indent, key, examples)
    add(out, indent, key, ":\n")
    for _, kind in ipairs(EXAMPLES) do
        if examples[kind] and #examples[kind] > 0 then
            add_list(out, indent .. "  ", kind, examples[kind])
        end
    end
end

local PARTS = {
    fields = add_fields, frame = add_frame, examples = add_examples,
    unless = function(out, indent, key, list)
        add_list(out, indent, key, list, GUARD)
    end,
    pattern = function(out, indent, key, text)
        add(out, indent, key, ": ", block(text, indent .. "  ")
            or quoted(text), "\n")
    end,
}

local function is_empty(value)
    return type(value) == "table" and next(value) == nil
end

local function add_rule(out, rule)
    local lead = "  - "
    for _, key in ipairs(RULE) do
        local value = rule[key]
        if value ~= nil and not is_empty(value) and not (key == "examples"
            and is_empty(value.match or {}) and is_empty(value.no_match or {}))
            then
            local n = #out + 1
            if PARTS[key] then
                PARTS[key](out, "    ", key, value)
            else
                add(out, "    ", key, ": ", scalar(value), "\n")
            end
            out[n] = lead .. out[n]:sub(5)
            lead = "    "
        end
    end
end

--- The text of a rule file.
-- @tparam table set lists: rules, and macros and gazetteers, which may be left
--   out; as core.rules.data gives them
-- @treturn string, or nil and what cannot be written
function rulefile.text(set)
    local out = {}
    for _, rule in ipairs(set.rules) do
        if type(rule["do"]) == "function" then
            return nil, ('rule "%s" calls a function under `do`, which no file'
                .. " can hold"):format(core.clean(rule.name))
        end
    end
    if #(set.macros or {}) > 0 then
        add_list(out, "", "macros", set.macros, {"name", "pattern"})
    end
    for i, gaz in ipairs(set.gazetteers or {}) do
        out[#out + 1] = i == 1 and "gazetteers:\n" or nil
        add(out, "  - name: ", scalar(gaz.name), "\n")
        for _, key in ipairs {"label", "match"} do
            if gaz[key] and gaz[key] ~= "" then
                add(out, "    ", key, ": ", scalar(gaz[key]), "\n")
            end
        end
        add_list(out, "    ", "entries", gaz.entries or {})
    end
    add(out, "rules:", #set.rules == 0 and " []" or "", "\n")
    for _, rule in ipairs(set.rules) do
        add_rule(out, rule)
    end
    return table.concat(out)
end

return rulefile
