using Sinter.Routing;
using Sinter.Testing;

namespace Sinter.Evaluation.Tests;

public class StudyPlanTests
{
    [Fact]
    public void A_row_is_laid_over_the_defaults_object_by_object()
    {
        var plan = StudyPlan.Parse(
            """
            {
              "defaults": { "fit": { "rate": 0.001, "contrast": { "weight": 1, "partners": 2 } }, "adaptation": { "images": 50, "corruption": "mixed" } },
              "rows": [
                { "name": "a" },
                { "name": "b", "group": "g", "fit": { "contrast": { "weight": 0, "score": { "pairDiv": true } } }, "adaptation": { "share": 0.5, "tasks_known": false } },
                { "name": "c", "mixture_of": "b" }
              ],
              "compare": [["a", "ties"]], // a static row
            }
            """,
            "plan.json");
        plan.Names.ShouldBe(["a", "b", "c"]);
        var (a, b) = (plan.Rows[0], plan.Rows[1]);
        (a.Fit.Rate, a.Fit.Contrast.Weight, a.Fit.Contrast.Partners, a.Fit.Start).ShouldBe((0.001, 1, 2, RouterStart.Belief));
        (b.Fit.Rate, b.Fit.Contrast.Weight, b.Fit.Contrast.Partners, b.Fit.Contrast.Score.PairDiv).ShouldBe((0.001, 0, 2, true));
        (a.Adaptation.Images, a.Adaptation.Corruption, a.Adaptation.Share, a.Adaptation.TasksKnown).ShouldBe((50, "mixed", 1, true));
        b.Adaptation.ToString().ShouldBe("validation (at most 50 a task), mixed 2 on a share of 0.5, tasks unknown");
        plan.Rows[2].MixtureOf.ShouldBe("b");
        plan.Comparisons.ShouldBe([("a", "ties")]);
    }

    [Theory]
    [InlineData("""{ "row": [] }""", "'row'", "did you mean 'rows'?")]
    [InlineData("""{ "rows": [{ "name": "a", "fit": { "contrast": { "wieght": 1 } } }] }""", "row 'a'", "'contrast'", "did you mean 'weight'?")]
    [InlineData("""{ "rows": [{ "name": "a", "adaptation": { "tasks_know": true } }] }""", "'adaptation'", "did you mean 'tasks_known'?")]
    [InlineData("""{ "defaults": { "fits": {} }, "rows": [] }""", "'defaults'", "did you mean 'fit'?")]
    [InlineData("""{ "rows": [{ "name": "a", "fit": 3 }] }""", "'fit' is 3", "expected an object")]
    [InlineData("""{ "rows": [{ "name": "a", "fit": { "start": "luck" } }] }""", "row 'a', 'fit'", "start")]
    [InlineData("""{ "rows": [{ "name": "a" }, { "name": "a" }] }""", "two rows are called 'a'")]
    [InlineData("""{ "rows": [{ "name": "ties" }] }""", "two rows are called 'ties'")]
    [InlineData("""{ "rows": [{ "name": "a b" }, { "name": "a-b" }] }""", "'a b' and 'a-b'", "same file")]
    [InlineData("""{ "rows": [{ "note": "x" }] }""", "row 1 has no name")]
    [InlineData("""{ "rows": [{ "name": "bd" }], "compare": [["bd", "averge"]] }""", "'averge'", "did you mean 'average'?")]
    [InlineData("""{ "rows": [{ "name": "bd" }], "compare": [["bd"]] }""", "'compare'", "pairs of names")]
    [InlineData("""{ "rows": [{ "name": "bd" }], "compare": [["bd", "bd"]] }""", "with itself")]
    [InlineData("""{ "rows": [{ "name": "bd" }, { "name": "m", "mixture_of": "db" }] }""", "'db'", "did you mean 'bd'?")]
    [InlineData("""{ "rows": [{ "name": "bd" }, { "name": "m", "mixture_of": "bd", "fit": {} }] }""", "'mixture_of' and 'fit'")]
    [InlineData("""{ "rows": [{ "name": "bd", "adaptation": { "images": 0 } }] }""", "0 images")]
    [InlineData("""{ "rows": [{ "name": "bd", "adaptation": { "severity": 6 } }] }""", "severity", "6")]
    [InlineData("""{ "rows": [{ "name": "bd", "adaptation": { "share": 2 } }] }""", "share", "2")]
    [InlineData("""{ "rows": [{ "name": "bd" }], "shown": "x" }""", "'shown' names 'x'")]
    [InlineData("""{ "rows": 3 }""", "'rows' is 3", "expected a list")]
    [InlineData("[]", "no JSON object")]
    [InlineData("{", "not the JSON of a plan")]
    public void What_is_no_plan_is_refused_with_what_is_wrong(string text, params string[] words)
    {
        var message = Should.Throw<Exception>(() => StudyPlan.Parse(text, "plan.json")).Message;
        message.ShouldStartWith("plan.json");
        foreach (var word in words) message.ShouldContain(word, Case.Sensitive);
    }

    [Theory]
    [InlineData("quick.json", 4)]
    [InlineData("core8.json", 50)]
    public void The_plans_in_samples_can_be_read(string name, int rows)
    {
        var plan = StudyPlan.Read(Repository.At("samples", "studies", name));
        plan.Rows.Count.ShouldBe(rows);
        plan.Comparisons.ShouldNotBeEmpty();
    }

    [Fact]
    public void A_plan_that_is_not_there_is_refused() => Should.Throw<EvaluationException>(() => StudyPlan.Read("no-such-plan.json")).Message.ShouldContain("no-such-plan.json");
}
