--- Text into files, whole or not at all: written beside their place and put
-- there when all of it is. What was there stays unless it may be replaced.
local core = require "assay.core"
local style = require "assay.style"

local save = {}

--- What a command tells of a file that it wrote.
local meta = {
    __name = "saved",
    __tostring = function(s)
        local n = ("%d byte%s"):format(s.bytes, s.bytes == 1 and "" or "s")
        local what = s.count and ("%d %s%s, "):format(s.count, s.what,
            s.count == 1 and "" or "s") or ""
        return style.clean(s.path) .. ": " .. what .. n
    end,
}

--- @tparam table told path, bytes; count and what ("row")
function save.told(told)
    return setmetatable(told, meta)
end

--- Is there something that must not be replaced?
-- @treturn ?string why `path` is no place for a file
local function refusal(path, overwrite)
    local kind = core.paths.kind(path)
    if kind == "folder" then
        return path .. ": is a folder"
    elseif kind == "other" then
        return path .. ": is no regular file"
    elseif kind == "file" and not overwrite then
        return path .. ": is there already; {overwrite = true} replaces it"
    end
end

local function pour(chunks, write)
    local bytes = 0
    for chunk in chunks do
        local good, why = write(chunk)
        if not good then
            return nil, why
        end
        bytes = bytes + #chunk
    end
    return bytes
end

--- Write all chunks to a file; "-" is standard output.
-- @tparam string path
-- @tparam function chunks gives the next text, nil behind the last
-- @tparam[opt] boolean overwrite
-- @treturn integer bytes, or nil and why nothing was written
function save.file(path, chunks, overwrite)
    if path == "-" then
        return pour(chunks, function(text) return io.stdout:write(text) end)
    end
    local why = refusal(path, overwrite)
    if why then
        return nil, why
    end
    -- a link stays one: what it leads to is replaced
    local place = overwrite and core.paths.real(path) or path
    local draft <close>, problem = core.output.draft(place)
    if not draft then
        return nil, problem
    end
    local bytes, failed = pour(chunks, function(text)
        return draft:write(text)
    end)
    if not bytes then
        return nil, failed
    end
    local kept, unkept = draft:keep(overwrite or false)
    if not kept then
        return nil, unkept
    end
    return bytes
end

--- Write a folder of files: a new one appears with all of them, in one that is
-- there (with overwrite) each is replaced.
-- @tparam string path
-- @tparam function files gives name and chunks of the next, nil behind the last
-- @treturn integer bytes, or nil and why not
-- @treturn integer files
function save.folder(path, files, overwrite)
    path = path:gsub("(.)/+$", "%1")
    local there = core.paths.kind(path)
    if there and (there ~= "folder" or not overwrite) then
        return nil, there == "folder" and path
            .. ": is there already; {overwrite = true} replaces files in it"
            or path .. ": is no folder"
    end
    local made, problem
    if not there then
        made, problem = core.output.folder(path:match("^(.*/)[^/]*$") or ".")
        if not made then
            return nil, problem
        end
    end
    local folder <close> = made
    local bytes, n = 0, 0
    for name, chunks in files do
        local written, why = save.file((folder and folder:path() or path)
            .. "/" .. name, chunks, true)
        if not written then
            return nil, why
        end
        bytes, n = bytes + written, n + 1
    end
    if folder then
        local kept, why = folder:keep(path)
        if not kept then
            return nil, why
        end
    end
    return bytes, n
end

--- The format for a path: the one named, or whose extension it has.
-- @tparam table formats by name, each with extension
-- @tparam {string,...} names in order, for messages
-- @treturn string name, or nil and what is wrong
function save.format(path, named, formats, names)
    if named then
        if formats[named] then
            return named
        end
        local near = core.suggest(named, names)
        return nil, ('there is no format "%s"%s; there is %s'):format(
            style.clean(named), near and ('; did you mean "%s"?'):format(near)
            or "", table.concat(names, ", "))
    end
    local extension = path:lower():match("%.(%w+)$")
    for _, name in ipairs(names) do
        if extension and formats[name].extension == extension then
            return name
        end
    end
    return nil, ('which format? "%s" does not end in one; say {format = "%s"}'
        .. " (there is %s)"):format(style.clean(path), names[1],
        table.concat(names, ", "))
end

return save
