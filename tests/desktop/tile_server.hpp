#pragma once

#include <arpa/inet.h>
#include <atomic>
#include <functional>
#include <netinet/in.h>
#include <poll.h>
#include <string>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <utility>
#include <vector>

namespace ecoredline {

/// A server on this machine that counts what it is asked: every connection is a request, whatever is said on it.
class TileServer {
 public:
  struct Answer {
    int status = 200;
    std::string body;
    std::string type = "image/png";
    bool silent = false; ///< says nothing at all
  };
  explicit TileServer(std::function<Answer(const std::string& path)> answer) : m_answer(std::move(answer)) {
    m_socket = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ::bind(m_socket, reinterpret_cast<sockaddr*>(&address), sizeof address);
    ::listen(m_socket, 64);
    socklen_t size = sizeof address;
    ::getsockname(m_socket, reinterpret_cast<sockaddr*>(&address), &size);
    m_port = ntohs(address.sin_port);
    m_thread = std::thread([this] { serve(); });
  }
  ~TileServer() {
    m_stop = true;
    m_thread.join();
    for (const int held : m_silent) ::close(held);
    ::close(m_socket);
  }
  TileServer(const TileServer&) = delete;
  TileServer& operator=(const TileServer&) = delete;

  std::string address() const { return "http://127.0.0.1:" + std::to_string(m_port); }
  int requests() const { return m_requests; }

 private:
  void serve() {
    while (!m_stop) {
      pollfd waiting{m_socket, POLLIN, 0};
      if (::poll(&waiting, 1, 50) <= 0) continue;
      const int client = ::accept(m_socket, nullptr, nullptr);
      if (client < 0) continue;
      ++m_requests;
      talk(client);
    }
  }
  void talk(int client) {
    std::string request;
    char part[4096];
    pollfd waiting{client, POLLIN, 0};
    while (request.find("\r\n\r\n") == std::string::npos && ::poll(&waiting, 1, 500) > 0) {
      const auto got = ::recv(client, part, sizeof part, 0);
      if (got <= 0) break;
      request.append(part, static_cast<std::size_t>(got));
    }
    const auto from = request.find(' ');
    const auto to = request.find(' ', from + 1);
    const Answer answer = m_answer(from == std::string::npos ? "" : request.substr(from + 1, to - from - 1));
    if (answer.silent) {
      m_silent.push_back(client);
      return;
    }
    const std::string reply = "HTTP/1.1 " + std::to_string(answer.status) + " x\r\nContent-Type: " + answer.type +
                              "\r\nContent-Length: " + std::to_string(answer.body.size()) +
                              "\r\nConnection: close\r\n\r\n" + answer.body;
    for (std::size_t sent = 0; sent < reply.size();) {
      const auto now = ::send(client, reply.data() + sent, reply.size() - sent, MSG_NOSIGNAL);
      if (now <= 0) break;
      sent += static_cast<std::size_t>(now);
    }
    ::close(client);
  }

  std::function<Answer(const std::string&)> m_answer;
  int m_socket = -1;
  int m_port = 0;
  std::atomic<bool> m_stop = false;
  std::atomic<int> m_requests = 0;
  std::vector<int> m_silent;
  std::thread m_thread;
};

} // namespace ecoredline
