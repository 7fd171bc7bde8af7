// SPDX-License-Identifier: GPL-2.0-only
/*
 * The filters of a table of rules. Without a script there is the whole table
 * and no filter. The page's policy lets run what has this digest and nothing
 * else, so that a string that slipped through unescaped could not.
 */
#include "report_html.h"

/* clang-format off */
const char html_script[] =
	"(function () {\n"
	"  var form = document.getElementById('filters');\n"
	"  var shown = document.getElementById('shown');\n"
	"  var rows = document.querySelectorAll('tr[data-state]');\n"
	"  if (!form || !shown)\n"
	"    return;\n"
	"  function has(row, name, want) {\n"
	"    return !want || (' ' + row.getAttribute(name) + ' ')\n"
	"      .indexOf(' ' + want + ' ') >= 0;\n"
	"  }\n"
	"  function wanted(row, field) {\n"
	"    return has(row, 'data-state', field.state.value) &&\n"
	"      has(row, 'data-level', field.level.value) &&\n"
	"      has(row, 'data-layer', field.layer.value) &&\n"
	"      row.textContent.toLowerCase()\n"
	"        .indexOf(field.text.value.toLowerCase()) >= 0;\n"
	"  }\n"
	"  /* a heading without rows goes, too */\n"
	"  function headings() {\n"
	"    var all = document.querySelectorAll('tr.chapter');\n"
	"    for (var i = 0; i < all.length; i++) {\n"
	"      var row = all[i].nextElementSibling, any = false;\n"
	"      for (; row && row.className !== 'chapter';\n"
	"           row = row.nextElementSibling)\n"
	"        any = any || !row.hidden;\n"
	"      all[i].hidden = !any;\n"
	"    }\n"
	"  }\n"
	"  function apply() {\n"
	"    var n = 0;\n"
	"    for (var i = 0; i < rows.length; i++) {\n"
	"      rows[i].hidden = !wanted(rows[i], form.elements);\n"
	"      n += !rows[i].hidden;\n"
	"    }\n"
	"    headings();\n"
	"    shown.textContent = n + ' of ' + rows.length + ' rules';\n"
	"  }\n"
	"  function reveal() {\n"
	"    var id = decodeURIComponent(location.hash.slice(1));\n"
	"    var row = id && document.getElementById(id);\n"
	"    if (!row || !row.hidden)\n"
	"      return;\n"
	"    form.reset();\n"
	"    apply();\n"
	"    row.scrollIntoView();\n"
	"  }\n"
	"  form.addEventListener('input', apply);\n"
	"  form.addEventListener('submit', function (event) {\n"
	"    event.preventDefault();\n"
	"  });\n"
	"  form.addEventListener('reset', function () {\n"
	"    setTimeout(apply, 0);\n"
	"  });\n"
	"  window.addEventListener('hashchange', reveal);\n"
	"  form.hidden = false;\n"
	"  apply();\n"
	"})();\n";
/* clang-format on */

/* The tests compare it with what the page holds. */
#define SCRIPT_DIGEST "zd78rB74u8agUkQip6X7FYKchmaydEo5rIxlTLtouGk="

void html_policy(FILE *out)
{
	fputs("<meta http-equiv=\"Content-Security-Policy\" content=\""
	      "default-src 'none'; style-src 'unsafe-inline'; "
	      "script-src 'sha256-" SCRIPT_DIGEST "'; base-uri 'none'; "
	      "form-action 'none'\">\n",
	      out);
}

void html_filters(FILE *out)
{
	fputs("<form id=\"filters\" class=\"filters\" role=\"search\" "
	      "aria-label=\"Rules shown\" hidden>\n"
	      "<label>Show <select name=\"state\">"
	      "<option value=\"\">all</option>"
	      "<option value=\"broken\">broken</option>"
	      "<option value=\"open\">not judged</option>"
	      "<option value=\"kept\">kept</option>"
	      "<option value=\"idle\">not applicable</option>"
	      "</select></label>\n"
	      "<label>Level <select name=\"level\">"
	      "<option value=\"\">any</option><option>MUST</option>"
	      "<option>SHOULD</option><option>MAY</option>"
	      "</select></label>\n"
	      "<label>Layer <select name=\"layer\">"
	      "<option value=\"\">any</option><option>core</option>"
	      "<option>driver</option><option>device</option>"
	      "</select></label>\n"
	      "<label>Text <input name=\"text\" type=\"search\" "
	      "autocomplete=\"off\" placeholder=\"REPORT, page_size\">"
	      "</label>\n<button type=\"reset\">Reset</button>\n"
	      "<output id=\"shown\" for=\"filters\" aria-live=\"polite\">"
	      "</output></form>\n",
	      out);
}

void html_script_put(FILE *out)
{
	fprintf(out, "<script>%s</script>\n", html_script);
}
