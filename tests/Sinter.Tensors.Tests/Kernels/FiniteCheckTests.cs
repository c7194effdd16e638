namespace Sinter.Tensors.Tests;

[Trait("Category", "Kernel")]
public class FiniteCheckTests
{
    [Fact]
    public void One_bad_element_is_found_at_any_place_of_any_length()
    {
        for (var length = 0; length < 100; length++)
        {
            var values = Samples.FewValues(length, 1, 448, -448, 0, -0f, float.Epsilon);
            FiniteCheck.AllWithin(values, 448).ShouldBeTrue();
            for (var place = 0; place < length; place++)
            {
                var good = values[place];
                foreach (var bad in new[] { float.NaN, float.PositiveInfinity, float.NegativeInfinity, 448.00003f, -448.00003f })
                {
                    values[place] = bad;
                    FiniteCheck.AllWithin(values, 448).ShouldBeFalse();
                    FiniteCheck.AllWithin(values, float.MaxValue).ShouldBe(float.IsFinite(bad));
                }

                values[place] = good;
            }
        }
    }
}
