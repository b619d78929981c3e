--- Whole files: read, and written whole or not at all, beside their place and
-- put there when all of it is. What was there stays unless it may be replaced.
local core = require "assay.core"

local files = {}

--- @treturn string all that is in a file, or nil and why there is none
function files.read(path)
    local file, why = io.open(path, "rb")
    if not file then
        return nil, why
    end
    local text, failed = file:read("a")
    file:close()
    return text, failed
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

--- A text as chunks, as files.write takes them.
function files.once(text)
    return function()
        local chunk = text
        text = nil
        return chunk
    end
end

local function chunks_of(text)
    return type(text) == "function" and text or files.once(text)
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

--- Is a file what the chunks say? As many of them are asked for as are alike.
-- @treturn integer bytes; nil: it is not
local function is_so(path, chunks)
    local file <close> = io.open(path, "rb")
    local bytes = 0
    for chunk in chunks do
        if not file or #chunk > 0 and file:read(#chunk) ~= chunk then
            return nil
        end
        bytes = bytes + #chunk
    end
    return file and file:read(1) == nil and bytes or nil
end

--- Write a file; "-" is standard output. One that is there must be what would be
-- written, or may be replaced.
-- @tparam string path
-- @tparam string|function text or what gives the next chunk of it, nil behind
--   the last
-- @tparam[opt] boolean overwrite
-- @treturn integer bytes, or nil and why nothing was written
function files.write(path, text, overwrite)
    local chunks = chunks_of(text)
    if path == "-" then
        return pour(chunks, function(chunk) return io.stdout:write(chunk) end)
    end
    local why = refusal(path, overwrite)
    if why then
        local bytes = core.paths.kind(path) == "file" and is_so(path, chunks)
        return bytes or nil, why
    end
    -- a link stays one: what it leads to is replaced
    local place = overwrite and core.paths.real(path) or path
    local draft <close>, problem = core.output.draft(place)
    if not draft then
        return nil, problem
    end
    local bytes, failed = pour(chunks, function(chunk)
        return draft:write(chunk)
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

--- Are files of a folder what would be written?
local function are_so(path, each)
    local bytes, n = 0, 0
    for name, text in each do
        local size = is_so(path .. "/" .. name, chunks_of(text))
        if not size then
            return nil
        end
        bytes, n = bytes + size, n + 1
    end
    return bytes, n
end

--- Write a folder of files: a new one appears with all of them, in one that is
-- there (with overwrite) each is replaced; without, they must be there as they
-- would be written.
-- @tparam string path
-- @tparam function each gives name and text of the next, as files.write takes
--   it; nil behind the last
-- @treturn integer bytes, or nil and why not
-- @treturn integer files
function files.write_folder(path, each, overwrite)
    path = path:gsub("(.)/+$", "%1")
    local there = core.paths.kind(path)
    if there and there ~= "folder" then
        return nil, path .. ": is no folder"
    elseif there and not overwrite then
        local bytes, n = are_so(path, each)
        return bytes, n or path .. ": is there already; {overwrite = true} replaces files in it"
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
    for name, text in each do
        local written, why = files.write((folder and folder:path() or path)
            .. "/" .. name, text, true)
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

return files
