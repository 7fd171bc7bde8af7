/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The bugs that the VFIO core can be made to have, one a line and nothing but
 * the table:
 * CORE_DEFECT(symbol, name, what the core then does, what bug it stands for)
 */
/* A line each. */
/* clang-format off */

/* VFIO_DEVICE_FEATURE and its header */
CORE_DEFECT(PROBE_REFUSED, "probe-refused", "PROBE fails with EINVAL", "a core that knows GET and SET only")
CORE_DEFECT(PROBE_ACTS, "probe-acts", "PROBE with an operation does the operation", "the test of PROBE behind that of GET and SET")
CORE_DEFECT(PROBE_READS, "probe-reads-payload", "PROBE reads 24 bytes behind the header", "payload copied in before the flags are looked at")
CORE_DEFECT(PROBE_WRITES, "probe-writes-payload", "PROBE clears 8 bytes behind the header", "an answer copied out on every way out")
CORE_DEFECT(PROBE_STARTS, "probe-starts", "PROBE of START does START", "SET implied by the feature")
CORE_DEFECT(HEADER_LEFT, "header-fault-count", "returns the bytes of a header that could not be read", "return copy_from_user()")
CORE_DEFECT(ARGSZ_BELOW, "argsz-below-header", "argsz below 8 passes", "argsz - 8 of an unsigned argsz")
CORE_DEFECT(FLAGS_IGNORED, "unknown-flags-ignored", "flag bits without a meaning are masked away", "flags & mask for flags & ~mask")
CORE_DEFECT(GET_AND_SET, "get-and-set", "GET together with SET is taken for the one that the feature has", "mutual exclusion left to the callee")
CORE_DEFECT(OPERATION_ANY, "operation-unchecked", "GET of a SET feature, and SET of a GET one, is that feature's operation", "the operation taken from the feature")
CORE_DEFECT(OPERATION_NONE, "operation-optional", "a call with no operation returns 0", "vfio_check_feature() that returns 0 for no PROBE and no operation")
CORE_DEFECT(ARGSZ_SHORT, "argsz-unchecked", "an argsz short of the payload passes", "size check left out")
CORE_DEFECT(ARGSZ_EXACT, "argsz-exact", "an argsz beyond the payload is refused", "!= for <: extensions shut out")
CORE_DEFECT(FEATURE_EINVAL, "unknown-feature-einval", "a feature that nobody has fails with EINVAL", "as before 6.1.159 and 6.12.58")
CORE_DEFECT(HEADER_BACK, "header-written-back", "the header's flags come back without PROBE, GET and SET", "a working copy copied out")
CORE_DEFECT(NO_TRACKER, "no-tracker-einval", "START, STOP and REPORT without a tracker fail with EINVAL", "wrong errno for a missing callback")
CORE_DEFECT(RESUME_ERRNO, "resume-errno", "a failed resume's own errno is returned", "return pm_runtime_resume_and_get()")
CORE_DEFECT(RESUME_IGNORED, "resume-ignored", "the call goes on although the device did not resume", "result of pm_runtime_resume_and_get() dropped")
CORE_DEFECT(NO_COMPAT, "no-compat", "32-bit callers get ENOTTY", "no .compat_ioctl")

/* START */
CORE_DEFECT(CONTROL_LEFT, "control-fault-count", "returns the bytes of a control structure that could not be read", "return copy_from_user()")
CORE_DEFECT(NO_RANGES, "no-ranges-accepted", "START without ranges returns 0", "a loop over nothing succeeds")
CORE_DEFECT(RANGES_UNLIMITED, "ranges-unlimited", "any number of ranges passes", "limit documented, not checked")
CORE_DEFECT(LIMIT_INCLUSIVE, "page-worth-refused", "exactly a page worth of ranges is refused", ">= for >")
CORE_DEFECT(LIMIT_HALF, "half-a-page-refused", "more than half a page worth of ranges is refused", "limit counted in another structure's size")
CORE_DEFECT(COUNT_LEAKS, "too-many-leaks", "too many ranges leak a page", "memory taken before the number is checked")
CORE_DEFECT(COUNT_WRITTEN, "too-many-written", "E2BIG comes with a page worth in __reserved", "half of the limit field")
CORE_DEFECT(E2BIG_LATE, "e2big-late", "the first range is read before their number is checked", "check behind the copy")
CORE_DEFECT(RANGE_LEFT, "range-fault-count", "returns the bytes of a range that could not be read", "return copy_from_user()")
CORE_DEFECT(ARRAY_BY_PAGE, "array-by-page", "a page is read from the array's address, whatever the number of ranges", "one copy of the largest size")
CORE_DEFECT(ARRAY_BEHIND, "array-entry-behind", "the entry behind the last one is read, too", "<= for <")
CORE_DEFECT(ARRAY_NO_FAULTS, "array-no-faults", "the first range is not read where that takes a page fault", "copy under a spin lock")
CORE_DEFECT(ARRAY_WRITABLE, "array-writable", "an array that cannot be written is refused", "pages got for writing")
CORE_DEFECT(ARRAY_ONE_PAGE, "array-one-page", "only the page is mapped in which the array begins", "array mapped by its first page")
CORE_DEFECT(ARRAY_ALIGNED, "array-aligned", "an array at an odd address is refused", "access by aligned words")
CORE_DEFECT(IOVA_UNALIGNED, "iova-alignment-unchecked", "a range's iova may be unaligned", "only the length checked")
CORE_DEFECT(LENGTH_UNALIGNED, "length-alignment-unchecked", "a range's length may be unaligned", "only the iova checked")
CORE_DEFECT(FIRST_ONLY, "first-range-checked", "alignment and end of the first range only are checked", "checks in front of the loop")
CORE_DEFECT(WRAP_UNCHECKED, "range-wrap-unchecked", "the end of a range may wrap around 2^64", "iova + length without a check")
CORE_DEFECT(TOP_ALLOWED, "range-at-top-allowed", "a range may end exactly at 2^64", "last byte checked for end")
CORE_DEFECT(OVERLAP_UNCHECKED, "overlap-unchecked", "ranges may overlap", "an interval tree takes them all")
CORE_DEFECT(OVERLAP_NEIGHBOUR, "overlap-of-neighbours", "a range is compared with the one before it in the list only", "a sorted list taken for granted")
CORE_DEFECT(OVERLAP_BY_ONE, "overlap-by-one-page", "ranges may share one page", "last byte taken a page too low")
CORE_DEFECT(TOUCH_OVERLAPS, "touching-ranges-overlap", "ranges that touch are refused", "end taken for last byte")
CORE_DEFECT(ORDER_DEMANDED, "order-demanded", "ranges must ascend", "a sorted list demanded, not made")
CORE_DEFECT(REFUSED_WRITES, "refused-start-writes", "a START that is refused has PAGE_SIZE for its page_size afterwards", "copy_to_user() in front of the check of the result")
CORE_DEFECT(CONTROL_UNWRITTEN, "control-fault-ignored", "an unwritable control structure is no error", "result of copy_to_user() dropped")
CORE_DEFECT(CONTROL_KEEPS_ON, "control-fault-keeps-on", "an unwritable control structure leaves the tracker on", "missing unwind")
CORE_DEFECT(CONTROL_ZEROED, "control-zeroed", "num_ranges and ranges come back as 0", "an answer built from an empty structure")
CORE_DEFECT(RESERVED_ZERO, "reserved-zeroed", "__reserved comes back as 0", "reserved fields cleared for tidiness")
CORE_DEFECT(RESERVED_CHECKED, "reserved-checked", "__reserved must be 0", "a check that came too late for an ABI")
CORE_DEFECT(RANGES_BACK, "ranges-written-back", "the first range comes back with its last byte for its length", "a working copy copied out")
CORE_DEFECT(NO_MEMORY, "no-memory-einval", "START for which there is no memory fails with EINVAL", "one errno for all that can go wrong")
CORE_DEFECT(REFUSED_STARTS, "refused-ranges-start", "ranges before one that is refused are started and stay on", "ranges handed to the driver one by one")
CORE_DEFECT(NODES_LEAK, "refused-start-leaks", "a START that the core refuses leaks its ranges", "return for goto end")

/* REPORT */
CORE_DEFECT(REPORT_LEFT, "report-fault-count", "returns the bytes of a REPORT that could not be read", "return copy_from_user()")
CORE_DEFECT(REPORT_SMALL, "report-below-4k", "a page_size below 4096 passes", "only the power of two checked")
CORE_DEFECT(REPORT_ZERO, "report-size-zero", "page_size 0 is taken for 4096", "a default that nobody documented")
CORE_DEFECT(REPORT_POWER, "report-power-unchecked", "a page_size that is no power of two passes", "only the minimum checked")
CORE_DEFECT(REPORT_WRAP, "report-wrap-unchecked", "a window may wrap around 2^64", "iova + length without a check")
CORE_DEFECT(REPORT_TOP, "report-at-top-allowed", "a window may end exactly at 2^64", "last byte checked for end")
CORE_DEFECT(REPORT_BACK, "report-written-back", "REPORT clears its structure's bitmap pointer", "a working copy copied out")
CORE_DEFECT(REPORT_LATE, "refused-report-clears", "a REPORT that is refused for its page_size has cleared its window", "page_size checked where the bitmap is filled, behind the driver's call")

/* iova_bitmap */
CORE_DEFECT(BITMAP_CLEARED, "bitmap-cleared", "the user's bitmap is zeroed first", "= for |=")
CORE_DEFECT(BITMAP_WORDS, "bitmap-word-aligned", "the bitmap begins at an aligned word", "array of u64 taken literally")
CORE_DEFECT(BITMAP_PAGES, "bitmap-page-aligned", "the bitmap begins at its page", "pgoff lost")
CORE_DEFECT(BITMAP_ONE_PAGE, "bitmap-one-page", "of bits that cross into another page of the bitmap, those behind are lost", "pages pinned one too few, as before 6.8")
CORE_DEFECT(BITMAP_READ_PIN, "bitmap-pinned-for-reading", "the bitmap's pages are got for reading and written all the same", "pin without FOLL_WRITE")
CORE_DEFECT(BITMAP_PRESENT, "bitmap-must-be-present", "REPORT fails with EAGAIN where a page of its bitmap is not in memory", "pages got without faulting them in")
CORE_DEFECT(BITMAP_FIRST_PAGE, "bitmap-first-page", "bits of a later page of the bitmap go into the first", "page index not advanced")
CORE_DEFECT(BITMAP_WRAPS, "bitmap-wraps-at-2m", "a bitmap longer than what is pinned at once begins anew there", "base of what is pinned not advanced")
CORE_DEFECT(BITMAP_EIO, "bitmap-fault-eio", "a bitmap that cannot be written fails with EIO", "one errno for everything that cannot be pinned")
CORE_DEFECT(BITMAP_NEXT_PAGE, "bitmap-next-page", "the page behind the bitmap's last one must be writable, too", "one page too many pinned")
CORE_DEFECT(BITMAP_SHIFT, "bitmap-shift-5-bits", "the page size's shift is cut to five bits", "1 << shift of an int")
CORE_DEFECT(BITMAP_MSB, "bitmap-msb-first", "page 0 is the highest bit of a byte", "bit order of another ABI")
CORE_DEFECT(BITMAP_BIG_ENDIAN, "bitmap-big-endian", "the bytes of a 64-bit word are swapped", "big-endian words")
CORE_DEFECT(BITMAP_OFFSET, "bitmap-offset-of-first-page", "of a bitmap that begins inside of a page, bits behind that page's end are lost", "edge of the bitmap's first page looked for without its offset, as iova_bitmap.c once had it")
CORE_DEFECT(BITMAP_COUNT, "bitmap-run-by-length", "of a run of dirty bytes as many bits are set as its length has whole pages, at least one", "bits counted by length, not from first to last, as iova_bitmap.c once had it")
CORE_DEFECT(BITMAP_PINNED, "bitmap-run-cut-at-2m", "of a run of dirty pages that begins in what is pinned, the part behind is lost", "only a run's start compared with what is pinned, as iova_bitmap.c once had it")
CORE_DEFECT(BITMAP_DIVIDE, "bitmap-divides-by-zero", "REPORT at page sizes from 2^61 on divides by zero", "pages of eight bits multiplied out first")
CORE_DEFECT(BITMAP_STAYS, "bitmap-stays-pinned", "REPORT leaves the last pages of the bitmap that it wrote pinned", "iova_bitmap_put() forgotten on the way out")
CORE_DEFECT(BITMAP_LEAKS, "bitmap-leaks", "REPORT leaves the page of its page pointers allocated", "free_page() forgotten")

/* life */
CORE_DEFECT(MODULE_UNHELD, "module-not-held", "an open device does not hold its driver's module", "missing try_module_get()")

/* device files, where the kernel has them */
CORE_DEFECT(UNBOUND_SERVED, "unbound-served", "calls on a device file that is not bound are served", "access_granted not checked")
CORE_DEFECT(BOUND_TWICE, "bound-twice", "a device whose file is bound is bound again by a second open of it", "opened as often as through its group")

#ifdef VFIO_LOG_HAS_MAX_RANGES
CORE_DEFECT(LIMIT_ON_SUCCESS, "limit-on-success", "max_ranges is written by a START that succeeds", "copied out with page_size")
CORE_DEFECT(LIMIT_ON_ERROR, "limit-on-any-error", "max_ranges is written whatever the errno", "a hint on every way out")
CORE_DEFECT(LIMIT_NEEDS_ZERO, "limit-needs-zero", "max_ranges is written only where it was 0", "0 taken for the user's consent")
CORE_DEFECT(LIMIT_OVER_PAGE, "limit-over-a-page", "max_ranges is not cut to a page worth", "the device's figure passed on")
CORE_DEFECT(LIMIT_EFAULT, "limit-efault", "EFAULT where max_ranges cannot be written", "the hint's error in place of the answer")
CORE_DEFECT(LIMIT_IN_COUNT, "limit-in-num-ranges", "num_ranges is set to max_ranges as well", "answer in the field of the question")
CORE_DEFECT(LIMIT_NOT_BY_CORE, "limit-not-by-core", "more than a page worth is refused without max_ranges", "only the driver's refusal answered")
#endif
