package files
import ("testing";"os";"fmt";"time";"zhibu/branch")
func TestCardHand(t *testing.T){
 for i,n:=range []string{"王志远","买买提·艾力江·吐尔逊","欧阳喆","沈岩"}{
  t0:=time.Now()
  b,err:=GreetingCard(GreetingData{"中共云州市委台办机关党支部",n,branch.On(2006,6,3),(20*(3-i))/3})
  fmt.Println(n,len(b),err,time.Since(t0))
  os.WriteFile(fmt.Sprintf("/tmp/card%d.png",i),b,0o644)
 }
}
