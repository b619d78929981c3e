--- session.save: the session as a script.
local core = require "assay.core"
local files = require "assay.files"
local options = require "assay.options"
local results = require "assay.results"
local script = require "assay.session.script"

local save = {}

--- May this file be replaced? One that is not there, or such a script; what is
-- no file, and may never give a line, is refused when it is written.
local function is_ours(path)
    local file = core.paths.kind(path) == "file" and io.open(path, "r")
    if not file then
        return true
    end
    local line = file:read("l")
    file:close()
    return line ~= nil and line:sub(1, #script.MARK) == script.MARK
end

--- The command.
-- @treturn integer how many entries there are
-- @treturn string the path as it is
function save.run(path, given)
    if type(path) ~= "string" or path == "" then
        error(('session.save: which file? session.save "f.lua" (got %s)'):format(type(path)), 3)
    end
    local o = options.read(given, {overwrite = {"boolean", default = false}}, "session.save", 4)
    path = core.paths.home(path)
    local entries = results.entries()
    if #entries == 0 then
        error("session.save: nothing was entered at the prompt", 3)
    elseif not o.overwrite and not is_ours(path) then
        error(("session.save: %s is there and no saved session; session.save(%q, {overwrite = true}) replaces it")
            :format(path, path), 3)
    end
    results.note_running("not run again")
    local good, why = files.write(path, script.text(entries, results.before), true)
    if not good then
        error("session.save: " .. why, 3)
    end
    return #entries, path
end

return save
