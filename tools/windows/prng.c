/* Stands in for Windows' bcryptprimitives.dll where wine lacks it; for the trial alone, never in the archive. */
#include <windows.h>
#include <ntsecapi.h>

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE data, SIZE_T size) { return RtlGenRandom(data, (ULONG)size); }
