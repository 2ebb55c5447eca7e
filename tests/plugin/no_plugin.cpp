extern "C" int nothingToRegister() {
  return 0;
}
