/*
 * Functions that do not compile in this house, each with a better one beside it.  Included by
 * the compiler's command line (-include) before everything else, after the headers that declare
 * them.
 */
#ifndef BASE_BANNED_H
#define BASE_BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#undef strcpy
#undef strcat
#undef sprintf
#undef vsprintf
#undef strtok
#undef gmtime
#undef localtime
#undef ctime
#pragma GCC poison strcpy strcat sprintf vsprintf strtok gmtime localtime ctime asctime
#pragma GCC poison atoi atol atoll rand srand drand48

#endif
