-- One line of the file for each caller: its key, and perhaps the id of a connection. Requests take turns.
local requests, turn = {}, 0
function init(args)
  for line in io.lines(args[1]) do
    local key, connection = line:match("^(%S+) ?(%S*)$")
    local headers = { ["Authorization"] = "Bearer " .. key, ["User-Agent"] = "benchmark/1", ["Accept"] = "application/json" }
    if connection ~= "" then headers["Valetkey-Connection"] = connection end
    requests[#requests + 1] = wrk.format("GET", args[2], headers)
  end
  turn = tonumber(args[3]) % #requests
end
function request()
  turn = turn % #requests + 1
  return requests[turn]
end
