# The few pages outside counties: the way in, a wrong turn, a fault. Keys begin with front-.
front-title = Which county would you like?
front-nowhere = There is no such address
front-nowhere-advice = A part may be missing, or the page was taken down. Go on from one of the counties below, or scan the code again.
front-fault = Something broke, and it was not you
front-fault-advice = The last step was not carried out. It has been noted. Please try again in a while.
front-slow = The connection is too slow
front-slow-advice = What you sent did not arrive whole, and nothing was kept. Please try again where the signal is better.
front-large = That was too large
front-large-advice = Nothing was kept. Please choose fewer photos or record less, and try again.
front-busy = It takes too long just now
front-busy-advice = Whether the last step was carried out is not known. Please send it again in a while: the same form is never taken twice.
