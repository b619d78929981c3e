--- Where a rule is written: "plugin@version/name", as records have it, is a
-- rule of the plugin's YAML, one of its lists, its model, its code, or a stage
-- of the program.
--
-- YAML is looked through line by line, as far as house style goes (a block
-- of `- name: x` below `rules:`); what is written otherwise is told without
-- its line.
local core = require "assay.core"
local plugin = require "assay.plugin"

local written = {}

local MOST = 24   -- lines of a rule that are shown
local MACRO = 240 -- columns of a macro

local function lines_of(path)
    local f = io.open(path, "r")
    if not f then
        return {}
    end
    local lines = {}
    for line in f:lines() do
        lines[#lines + 1] = (line:gsub("\r$", ""))
    end
    f:close()
    return lines
end

local function literal(name)
    return (name:gsub("%p", "%%%0"))
end

--- The item with that name in the list under a key at the left edge: the
-- lines that it takes, or nil.
local function find_item(lines, key, name)
    local wanted = "name:%s*[\"']?" .. literal(name) .. "[\"']?%s*$"
    local inline = "name:%s*[\"']?" .. literal(name) .. "[\"']?%s*[,}]"
    local inside, first, dash, hit = false, nil, nil, false
    for i, line in ipairs(lines) do
        if line:match("^[%w_]+:") then
            if hit then
                return first, i - 1
            end
            inside = line:match("^[%w_]+") == key
        elseif inside then
            local indent = line:match("^(%s*)%- ")
            if indent and (not dash or #indent <= #dash) then
                if hit then
                    return first, i - 1
                end
                dash, first = indent, i
            end
            local own = line:match("^%s*%- {?%s*(.*)$") or (dash
                and line:match("^" .. dash .. "  (%S.*)$"))
            if own and first and (own:match("^" .. wanted)
                or own:match("^" .. inline)) and (indent == dash
                or line:match("^" .. dash .. "  %S")) then
                hit = true
            end
        end
    end
    if hit then
        return first, #lines
    end
end

--- What a rule asks for: its lines without what it makes of a hit, examples,
-- comments and blanks; then the macros that those name.
local function asks(lines, first, last)
    local out, skip = {}, nil
    local indent = #lines[first]:match("^%s*")
    for i = first, last do
        local line = lines[i]
        local depth = #line:match("^%s*")
        if skip and (depth > skip or not line:match("%S")) then
            line = ""
        else
            local key = line:match("^%s*(%l+):")
            skip = (key == "examples" or key == "fields") and depth or nil
        end
        if not skip and line:match("%S") and not line:match("^%s*#") then
            out[#out + 1] = line:sub(indent + 1)
        end
        if #out == MOST then
            out[#out + 1] = "..."
            break
        end
    end
    local seen = {}
    for name in table.concat(out, " "):gmatch("%$([%u_%d]+)") do
        local at, finish = find_item(lines, "macros", name)
        if at and not seen[name] then
            seen[name] = true
            local text = table.concat(lines, " ", at, finish):gsub("%s+#.*$",
                ""):gsub("%s+", " "):gsub("^%s*%- ", ""):gsub("%s+$", "")
            text = (text:match("pattern: (.*)$") or text)
                :gsub("^[>|]%-? ", ""):gsub("}$", "")
            out[#out + 1] = "$" .. name .. " is " .. core.cut(text, MACRO)
        end
    end
    return out
end

local function rule_place(p, name)
    for _, file in ipairs(p.rule_files) do
        local path = p.dir .. "/" .. file
        local lines = lines_of(path)
        local first, last = find_item(lines, "rules", name)
        if first then
            return {what = "rule", place = path .. ":" .. first,
                    asks = asks(lines, first, last)}
        end
    end
end

--- The line of a list's files where the words stand by themselves.
local function entry_place(p, files, text)
    local words = "%f[%w\128-\255]" .. literal(text) .. "%f[^%w\128-\255]"
    for _, file in ipairs(files) do
        local path = p.dir .. "/" .. file
        for i, line in ipairs(lines_of(path)) do
            if line:find(words) then
                return path .. ":" .. i
            end
        end
    end
end

local function list_place(p, name, text)
    local path = p.dir .. "/plugin.yaml"
    local lines = lines_of(path)
    local first, last = find_item(lines, "gazetteers", name)
    if not first then
        return nil
    end
    -- Files in brackets, or below each other with a dash, up to the next key.
    local block = table.concat(lines, "\n", first, last) .. "\nend:"
    local files = {}
    for file in (block:match("files:(.-)\n%s*[%w_]+:") or "")
        :gmatch("[%w_./-]*[%w_]%.[%w.-]+") do
        files[#files + 1] = file
    end
    return {what = "list",
            place = entry_place(p, files, text) or path .. ":" .. first,
            asks = {"an entry of " .. (#files > 0
                and table.concat(files, ", ") or "the list " .. name)}}
end

--- Where the rule that a record names is written, and what it asks for.
-- @tparam string rule "plugin@version/name"
-- @tparam string text of the record
-- @treturn table what (rule, list, model, code, stage, script), place (a file,
--   with a line where it is known) and asks (lines)
function written.find(rule, text)
    local name, own = rule:match("^([^@/]+)@[^/]*/(.+)$")
    local p = name and plugin.find(name)
    if not p then
        if name == "assay" then
            return {what = "stage", place = "the program's stage " .. own,
                    asks = {"what the stages and plugins before it found"}}
        end
        return {what = "script", place = rule, asks = {}}
    end
    local found = rule_place(p, own) or list_place(p, own, text)
    if found then
        return found
    end
    for _, model in ipairs(p.models) do
        if model:match("([^/]+)%.model$") == own then
            return {what = "model", place = p.dir .. "/" .. model,
                    asks = {"a name, by its letters and the words around it"}}
        end
    end
    if p.main then
        return {what = "code", place = p.dir .. "/main.lua", asks = {}}
    end
    return {what = "rule", place = p.dir, asks = {}}
end

return written
